package io.swarmd.swarmctl.cluster;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.swarmctl.command.CommandException;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.lookup.Names;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How far a root rotation is, by what the nodes tell of their certificates (identity sheet, 10.4).
 *
 * @param nodes how many there are
 * @param waiting those without a certificate of the next root
 */
record RootRotationStatus(String targetDigest, int nodes, List<Node> waiting) {

  /** Names shown of the nodes that are waited for; the rest is counted. */
  private static final int SHOWN = 10;

  /** @param cluster one that rotates its root */
  static RootRotationStatus of(Invocation in, Cluster cluster) {
    ByteString target = cluster.getRootCa().getRootRotation().getCaCert();
    X509Certificate root = certificate(target);
    List<Node> nodes = in.control().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
    return new RootRotationStatus(
        digest(target), nodes.size(), nodes.stream().filter(node -> !isOf(node, root)).toList());
  }

  private static boolean isOf(Node node, X509Certificate root) {
    var told = node.getDescription().getTlsInfo();
    return told.getCertIssuerPublicKey().equals(ByteString.copyFrom(root.getPublicKey().getEncoded()))
        && told.getCertIssuerSubject().equals(ByteString.copyFrom(root.getSubjectX500Principal().getEncoded()));
  }

  private static X509Certificate certificate(ByteString pem) {
    try {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(
          new ByteArrayInputStream(pem.toByteArray()));
    } catch (GeneralSecurityException malformed) {
      throw new CommandException("the manager's next root certificate cannot be read: " + malformed.getMessage());
    }
  }

  /** How join tokens and nodes tell a root from others. */
  static String digest(ByteString pem) {
    try {
      return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pem.toByteArray()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  String line() {
    return "rotated TLS certificates: " + (nodes - waiting.size()) + "/" + nodes + " nodes" + waitingFor();
  }

  /** The same for programs, with the ids of those that are waited for. */
  String json() {
    return "{\n  \"nodes\": " + nodes + ",\n  \"rotated\": " + (nodes - waiting.size())
        + ",\n  \"waiting\": " + ids(waiting) + ",\n  \"down\": "
        + ids(waiting.stream().filter(RootRotationStatus::isDown).toList()) + "\n}";
  }

  private static String ids(List<Node> nodes) {
    return nodes.stream().map(node -> '"' + node.getId() + '"').collect(Collectors.joining(", ", "[", "]"));
  }

  /** The nodes by name, those that are down first: without help they hold the end up for ever. */
  private String waitingFor() {
    if (waiting.isEmpty()) {
      return "";
    }
    List<Node> sorted = waiting.stream()
        .sorted((one, other) -> Boolean.compare(isDown(other), isDown(one))).toList();
    String names = sorted.stream().limit(SHOWN)
        .map(node -> name(node) + (isDown(node) ? " (down)" : "")).collect(Collectors.joining(", "));
    return "; waiting for " + names + (sorted.size() > SHOWN ? " and " + (sorted.size() - SHOWN) + " more" : "");
  }

  static boolean isDown(Node node) {
    return node.getStatus().getState() == NodeStatus.State.DOWN;
  }

  boolean waitsForDownNodes() {
    return waiting.stream().anyMatch(RootRotationStatus::isDown);
  }

  private static String name(Node node) {
    return Names.of(node).isEmpty() ? node.getId() : Names.of(node);
  }
}
