package io.swarmd.ca.rotation;

import io.swarmd.api.Cluster;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.Node;
import io.swarmd.api.RootCA;
import io.swarmd.api.RootRotation;
import io.swarmd.ca.bootstrap.FirstObjects;
import io.swarmd.identity.certificate.RootCertificates;
import java.security.SecureRandom;

/** What a root rotation does to single objects, as rules; pure but for the secrets in the tokens. */
final class RootChange {

  private RootChange() {}

  /** One that asks already, or was asked, is not asked again. */
  static boolean mayBeAsked(Node node) {
    return switch (node.getCertificate().getStatus().getState()) {
      case UNKNOWN, ISSUED, FAILED -> true;
      case RENEW, PENDING, ROTATE, UNRECOGNIZED -> false;
    };
  }

  /** The node told to renew its certificate; it hears of it in its session. */
  static Node asked(Node node) {
    Node.Builder asked = node.toBuilder();
    asked.getCertificateBuilder().setStatus(IssuanceStatus.newBuilder().setState(IssuanceStatus.State.ROTATE));
    return asked.build();
  }

  /** The cluster with the next root as its own, and new join tokens, as they name the root. */
  static Cluster finished(Cluster cluster, SecureRandom random) {
    RootRotation target = cluster.getRootCa().getRootRotation();
    String digestHex = RootCertificates.digestHex(target.getCaCert().toByteArray());
    return cluster.toBuilder().setRootCa(RootCA.newBuilder()
        .setCaCert(target.getCaCert())
        .setCaKey(target.getCaKey())
        .setCaCertHash("sha256:" + digestHex)
        .setJoinTokens(FirstObjects.tokens(digestHex, random))
        .setLastForcedRotation(cluster.getRootCa().getLastForcedRotation())).build();
  }
}
