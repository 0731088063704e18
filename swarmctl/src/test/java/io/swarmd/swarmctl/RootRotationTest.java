package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.swarmd.api.CAConfig;
import io.swarmd.api.Cluster;
import io.swarmd.api.ExternalCA;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.IssuerIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Giving the cluster another root CA, and seeing how far that is. */
class RootRotationTest {

  private final CertificateAuthority old = CertificateAuthority.create(Instant.now());
  private final CertificateAuthority next = CertificateAuthority.create(Instant.now());
  private final CommandLineFixture line = new CommandLineFixture();
  @TempDir private Path directory;

  @BeforeEach
  void cluster() {
    Cluster.Builder cluster = Cluster.newBuilder().setId("cid");
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    cluster.getRootCaBuilder().setCaCert(ByteString.copyFrom(old.roots().bundle())).setLastForcedRotation(3);
    line.control.clusters.add(cluster.build());
    line.control.nodes.add(node("one", old, NodeStatus.State.READY));
    line.control.nodes.add(node("two", old, NodeStatus.State.READY));
    line.control.nodes.add(node("three", old, NodeStatus.State.DOWN));
  }

  @AfterEach
  void close() {
    line.close();
  }

  private static Node node(String name, CertificateAuthority issuer, NodeStatus.State state) {
    IssuerIdentity identity = IssuerIdentity.of(issuer.roots().bundle());
    Node.Builder node = Node.newBuilder().setId("id-" + name).setStatus(NodeStatus.newBuilder().setState(state));
    node.getDescriptionBuilder().setHostname(name).getTlsInfoBuilder()
        .setCertIssuerSubject(identity.subject()).setCertIssuerPublicKey(identity.publicKey());
    return node.build();
  }

  private void rotating() {
    Cluster.Builder cluster = line.control.clusters.getFirst().toBuilder();
    cluster.getRootCaBuilder().getRootRotationBuilder().setCaCert(ByteString.copyFrom(next.roots().bundle()));
    line.control.clusters.set(0, cluster.build());
  }

  private void finished() {
    Cluster.Builder cluster = line.control.clusters.getFirst().toBuilder();
    cluster.getRootCaBuilder().clearRootRotation().setCaCert(ByteString.copyFrom(next.roots().bundle()));
    line.control.clusters.set(0, cluster.build());
  }

  private CAConfig sent() {
    return ((UpdateClusterRequest) line.control.changes.getLast()).getSpec().getCaConfig();
  }

  @Test
  void aNewRootIsAskedForByTheNextNumber() {
    assertThat(line.shows("cluster", "update", "default", "--rotate-ca")).isEqualTo("cid\n");
    assertThat(sent().getForceRotate()).isEqualTo(4);
    assertThat(sent().getSigningCaCert()).isEmpty();
  }

  @Test
  void aRootOfOnesOwnIsReadFromFiles() throws Exception {
    Path certificate = Files.write(directory.resolve("ca.crt"), next.roots().bundle());
    Path key = Files.write(directory.resolve("ca.key"), next.keyPem());
    line.shows("cluster", "update", "default", "--rotate-ca", "--ca-cert", certificate.toString(),
        "--ca-key", key.toString());
    assertThat(sent().getSigningCaCert().toByteArray()).isEqualTo(next.roots().bundle());
    assertThat(sent().getSigningCaKey().toByteArray()).isEqualTo(next.keyPem());
    assertThat(sent().getForceRotate()).isZero();
  }

  @Test
  void whatDoesNotFitTogetherIsToldBeforeAnythingIsSent() {
    line.fails("--ca-key needs --ca-cert, the certificate it belongs to",
        "cluster", "update", "default", "--ca-key", "x");
    line.fails("--ca-cert: cannot read /no/such/file: no such file",
        "cluster", "update", "default", "--ca-cert", "/no/such/file");
    line.fails("no root CA rotation is under way", "cluster", "update", "default", "--abort-ca-rotation");
    line.fails("--abort-ca-rotation cannot go together with --rotate-ca or --ca-cert",
        "cluster", "update", "default", "--abort-ca-rotation", "--rotate-ca");
    assertThat(line.control.changes).isEmpty();
  }

  @Test
  void anAbortedRotationGoesBackToTheRootOfTheCluster() {
    rotating();
    line.shows("cluster", "update", "default", "--abort-ca-rotation");
    assertThat(sent().getSigningCaCert().toByteArray()).isEqualTo(old.roots().bundle());
    assertThat(sent().getForceRotate()).isEqualTo(3);
  }

  @Test
  void waitingTellsHowFarItIsAndWhomItWaitsFor() {
    rotating();
    int[] looks = {0};
    line.control.onListNodes = () -> {
      switch (++looks[0]) {
        case 2 -> line.control.nodes.set(0, node("one", next, NodeStatus.State.READY));
        case 4 -> {
          line.control.nodes.set(1, node("two", next, NodeStatus.State.READY));
          line.control.nodes.removeLast();
        }
        case 5 -> finished();
        default -> { }
      }
    };
    assertThat(line.shows("cluster", "update", "default", "--rotate-ca", "--wait")).isEqualTo("cid\n");
    assertThat(line.err).isEqualTo("desired root digest: " + next.roots().digest() + "\n"
        + "rotated TLS certificates: 0/3 nodes; waiting for three (down), one, two\n"
        + "rotated TLS certificates: 1/3 nodes; waiting for three (down), two\n"
        + "rotated TLS certificates: 2/2 nodes\n"
        + "root CA: " + next.roots().digest() + "\n");
  }

  @Test
  void waitingEndsWithTheWayOut() {
    rotating();
    Instant began = line.now;
    assertThat(line.run("cluster", "update", "default", "--rotate-ca", "--wait", "--timeout", "2s")).isEqualTo(255);
    assertThat(line.err.lines().toList().getLast()).isEqualTo("Error: the root CA was not rotated within 2s: rotated "
        + "TLS certificates: 0/3 nodes; waiting for three (down), one, two; start the nodes that are down, or remove "
        + "them with 'node remove'");
    assertThat(Duration.between(began, line.now)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
  }

  @Test
  void inspectShowsARotationThatIsUnderWay() {
    assertThat(line.shows("cluster", "inspect", "default")).doesNotContain("Root Rotation");
    rotating();
    assertThat(line.shows("cluster", "inspect", "default")).contains(
        "  Root Rotation: to " + next.roots().digest() + "\n"
            + "    rotated TLS certificates: 0/3 nodes; waiting for three (down), one, two\n");
  }

  @Test
  void externalCasAreListedForTheRootToRotateTo() throws Exception {
    Path certificate = Files.write(directory.resolve("ca.crt"), next.roots().bundle());
    line.shows("cluster", "update", "default", "--ca-cert", certificate.toString(),
        "--external-ca", "protocol=cfssl,url=https://one/sign", "--external-ca", "protocol=cfssl,url=https://two/sign");
    assertThat(sent().getExternalCasList()).extracting(ExternalCA::getUrl)
        .containsExactly("https://one/sign", "https://two/sign");
    assertThat(sent().getExternalCasList())
        .allMatch(external -> external.getCaCert().equals(ByteString.copyFrom(next.roots().bundle())));
  }

  @Test
  void externalCasReplaceThoseListedAndMayBeNone() {
    listed(next);
    line.shows("cluster", "update", "default", "--external-ca", "protocol=cfssl,url=https://one/sign");
    assertThat(sent().getExternalCasList())
        .containsExactly(ExternalCA.newBuilder().setUrl("https://one/sign").build());
    line.shows("cluster", "update", "default", "--external-ca", "none");
    assertThat(sent().getExternalCasList()).isEmpty();
    line.shows("cluster", "update", "default", "--taskhistory", "3");
    assertThat(sent().getExternalCasList()).hasSize(1);
    line.fails("invalid argument \"protocol=cfssl,url=http://one\" for \"--external-ca\" flag: invalid external CA URL "
        + "'http://one': expected https://host[:port]/path",
        "cluster", "update", "default", "--external-ca", "protocol=cfssl,url=http://one");
  }

  private void listed(CertificateAuthority root) {
    Cluster.Builder cluster = line.control.clusters.getFirst().toBuilder();
    cluster.getSpecBuilder().getCaConfigBuilder().addExternalCasBuilder().setUrl("https://ca/sign")
        .setCaCert(ByteString.copyFrom(root.roots().bundle()));
    line.control.clusters.set(0, cluster.build());
  }

  @Test
  void anExternalCaOfAnotherRootIsShownWithThat() {
    listed(old);
    assertThat(line.shows("cluster", "inspect", "default")).contains("    CFSSL: https://ca/sign\n");
    finished();
    assertThat(line.shows("cluster", "inspect", "default"))
        .contains("    CFSSL: https://ca/sign for root " + old.roots().digest() + "\n");
  }

  @Test
  void programsAreShownHowFarItIs() {
    assertThat(line.shows("cluster", "inspect", "default", "--format", "json")).doesNotContain("rootRotationStatus");
    rotating();
    assertThat(line.shows("cluster", "inspect", "default", "--format", "json")).endsWith("""
        ,
          "rootRotationStatus": {
            "nodes": 3,
            "rotated": 0,
            "waiting": ["id-one", "id-two", "id-three"],
            "down": ["id-three"]
          }
        }
        """);
  }
}
