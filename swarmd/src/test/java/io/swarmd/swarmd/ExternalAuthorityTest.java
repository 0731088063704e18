package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.swarmd.api.CAConfig;
import io.swarmd.api.Cluster;
import io.swarmd.api.ExternalCA;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.external.TestAuthority;
import io.swarmd.identity.external.TestAuthority.Conduct;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.model.id.ObjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A swarm whose certificates an external authority signs, over real connections (identity sheet, section 10). */
class ExternalAuthorityTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String clusterId = ObjectId.next(new SecureRandom());
  private final String firstId = ObjectId.next(new SecureRandom());
  private final CertificateAuthority root = CertificateAuthority.create(Instant.now());
  private final TestAuthority authority = TestAuthority.start(root);
  @TempDir private Path base;
  private LocalSwarm swarm;

  @BeforeEach
  void make() {
    swarm = new LocalSwarm(base);
  }

  @AfterEach
  void stop() {
    swarm.close();
    authority.close();
  }

  /** As the operator of the authority makes the first manager's certificate by hand. */
  private void certify(String name, String nodeId, String organization) {
    CertificateFiles files = new CertificateFiles(base.resolve(name).resolve("certificates"));
    files.writeRoots(root.roots());
    files.writeNode(NodeCredentials.issue(root, new NodeSubject(nodeId, Role.MANAGER, organization),
        CertificateAuthority.DEFAULT_EXPIRY, Instant.now()));
  }

  private void found() throws IOException {
    certify("m1", firstId, clusterId);
    swarm.start("m1", "--external-ca", option());
    awaitReady(1);
  }

  private String option() {
    return "protocol=cfssl,url=" + authority.url();
  }

  private List<Node> nodes() {
    return swarm.control("m1").listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
  }

  private void awaitReady(int count) {
    await().atMost(PATIENCE).ignoreExceptions().until(() ->
        nodes().stream().filter(node -> node.getStatus().getState() == NodeStatus.State.READY).count() == count);
  }

  private void join(String name, boolean manager) throws IOException {
    var tokens = swarm.cluster("m1").getRootCa().getJoinTokens();
    swarm.join(name, "m1", manager ? tokens.getManager() : tokens.getWorker());
  }

  private void update(Consumer<CAConfig.Builder> wish) {
    Cluster cluster = swarm.cluster("m1");
    UpdateClusterRequest.Builder request = UpdateClusterRequest.newBuilder().setClusterId(cluster.getId())
        .setClusterVersion(cluster.getMeta().getVersion()).setSpec(cluster.getSpec());
    wish.accept(request.getSpecBuilder().getCaConfigBuilder());
    swarm.control("m1").updateCluster(request.build());
  }

  private RootCertificates trusted() {
    return RootCertificates.parse(swarm.cluster("m1").getRootCa().getCaCert().toByteArray(), Instant.now());
  }

  private void awaitRotated() {
    await().atMost(PATIENCE).until(() -> !swarm.cluster("m1").getRootCa().hasRootRotation());
  }

  /** The certificate each node uses, as it lies on its disk. */
  private void assertAllSignedBy(X509Certificate issuer, int nodes) throws IOException {
    assertThat(nodes()).hasSize(nodes);
    for (Node node : nodes()) {
      Path file = base.resolve(node.getDescription().getHostname()).resolve("certificates").resolve("swarm-node.crt");
      List<X509Certificate> chain = CertificateChain.parse(Files.readAllBytes(file));
      CertificateChain.verify(chain.subList(0, 1), List.of(issuer), Instant.now());
    }
  }

  @Test
  void aSwarmIsFoundedJoinedAndRotatedAwayAndBack() throws Exception {
    X509Certificate theirs = root.roots().certificates().getFirst();
    found();
    join("w1", false);
    join("m2", true);
    awaitReady(3);
    assertAllSignedBy(theirs, 3);
    assertThat(authority.requests()).extracting(request -> request.path("hosts").path(0).asText())
        .contains("swarm-worker", "swarm-manager");

    update(config -> config.setForceRotate(1));
    awaitRotated();
    RootCertificates own = trusted();
    assertThat(own).isNotEqualTo(root.roots());
    assertAllSignedBy(own.certificates().getFirst(), 3);
    assertThat(authority.requests()).filteredOn(request -> request.path("profile").asText().equals("CA")).hasSize(1);

    authority.serve(List.of(root.roots(), own));
    int before = authority.requests().size();
    update(config -> config.setSigningCaCert(ByteString.copyFrom(root.roots().bundle())));
    awaitRotated();
    assertThat(trusted()).isEqualTo(root.roots());
    assertAllSignedBy(theirs, 3);
    assertThat(authority.requests().size()).isGreaterThanOrEqualTo(before + 3);
    awaitReady(3);
  }

  @Test
  @Tag("identity-47")
  void aNodeThatIsRefusedIsToldWhy() throws Exception {
    found();
    authority.behave(Conduct.REFUSES);
    String refusal = "response errors: [{5200 Invalid or unknown policy}]";
    assertThatThrownBy(() -> join("w1", false))
        .hasStackTraceContaining("the certificate request was rejected: " + refusal);
    assertThat(newcomers()).containsExactly(
        IssuanceStatus.newBuilder().setState(IssuanceStatus.State.FAILED).setErr(refusal).build());
  }

  private List<IssuanceStatus> newcomers() {
    return nodes().stream().filter(node -> !node.getId().equals(firstId))
        .map(node -> node.getCertificate().getStatus()).toList();
  }

  @Test
  void theFirstManagersKeyMayBeLockedFromTheBeginning() throws Exception {
    certify("m1", firstId, clusterId);
    swarm.start("m1", "--external-ca", option(), "--autolock");
    awaitReady(1);
    assertThat(swarm.cluster("m1").getSpec().getEncryptionConfig().getAutoLockManagers()).isTrue();
    assertThat(Files.readString(base.resolve("m1").resolve("certificates").resolve("swarm-node.key")))
        .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    join("w1", false);
    awaitReady(2);
  }

  @Test
  void withoutACertificateOfTheAuthorityThereIsNoBeginning() {
    assertThatThrownBy(() -> swarm.start("m1", "--external-ca", option())).isInstanceOf(InvalidOption.class)
        .hasMessageStartingWith("--external-ca: the first manager needs a certificate of that CA to begin with");
    assertThat(base.resolve("m1").resolve("certificates")).doesNotExist();
  }

  @Test
  void anAuthorityOfAnotherRootIsNotListedForIt() throws Exception {
    found();
    ExternalCA same = ExternalCA.newBuilder().setUrl(authority.url()).build();
    CertificateAuthority other = CertificateAuthority.create(Instant.now());
    assertThatThrownBy(() -> update(config -> config.setSigningCaCert(ByteString.copyFrom(other.roots().bundle()))
        .addExternalCas(same.toBuilder().setCaCert(ByteString.copyFrom(other.roots().bundle())))))
        .hasMessageContaining("corresponding to the desired CA certificate: " + authority.url())
        .hasMessageContaining("does not chain with any of the trust anchors");
  }

  @Test
  void aBackupIsRestoredWithACertificateMadeForIt() throws Exception {
    found();
    Path file = base.resolve("swarm.backup");
    String[] flags = {"--restore", file.toString(), "--restore-key", swarm.backup("m1", file).getRestoreKey()};
    swarm.stop("m1");
    assertThatThrownBy(() -> swarm.start("r1", flags)).isInstanceOf(InvalidOption.class)
        .hasMessageContaining("signed by an external authority, whose key is not in the backup " + file)
        .hasMessageContaining("the organization " + clusterId);
    certify("r1", ObjectId.next(new SecureRandom()), "anothercluster");
    assertThatThrownBy(() -> swarm.start("r1", flags)).isInstanceOf(InvalidOption.class)
        .hasMessageContaining("of anothercluster: put a manager's certificate");
    String restored = ObjectId.next(new SecureRandom());
    certify("r1", restored, clusterId);

    swarm.start("r1", flags);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> swarm.cluster("r1").getId().equals(clusterId));
    swarm.join("w1", "r1", swarm.cluster("r1").getRootCa().getJoinTokens().getWorker());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> swarm.control("r1")
        .listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY).map(Node::getId)
        .filter(id -> !id.equals(firstId)).count() == 2);
    assertThat(authority.requests()).hasSize(1);
  }
}
