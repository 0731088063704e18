package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.file.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stock Docker Engine and two of our managers; where no Engine can be run this is not tried. */
@Timeout(240)
class DockerEngineTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REASON = "a Docker Engine or SwarmKit manager cannot be a manager of this cluster, join "
      + "it with the worker token";

  @TempDir
  private Path base;
  private LocalSwarm swarm;
  private DockerEngine engine;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(DockerEngine.isPossible(), "no dockerd, or not root: nothing is tried with a real Engine");
    engine = new DockerEngine(base.resolve("engine"));
    swarm = new LocalSwarm(base, DockerEngine.HERE);
    swarm.start("m1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes().size() == 1);
    swarm.join("m2", "m1", tokens().getManager());
    await().atMost(PATIENCE).ignoreExceptions()
        .until(() -> nodes().stream().filter(Node::hasManagerStatus).count() == 2);
    await().atMost(PATIENCE).until(() -> engine.docker("info").exitCode() == 0);
  }

  @AfterEach
  void stop() throws IOException {
    if (swarm != null) {
      engine.close();
      swarm.close();
    }
  }

  private JoinTokens tokens() {
    return cluster().getRootCa().getJoinTokens();
  }

  private Cluster cluster() {
    return swarm.cluster("m1");
  }

  private List<Node> nodes() {
    return nodes("m1");
  }

  private List<Node> nodes(String through) {
    return swarm.control(through).listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
  }

  private Node engineNode() {
    return nodes().stream().filter(node -> node.getRole() == NodeRole.WORKER).findFirst().orElseThrow();
  }

  @Test
  @Tag("identity-12")
  @Tag("identity-50")
  @Tag("identity-57")
  @Tag("identity-77")
  @Tag("identity-78")
  @Tag("identity-88")
  void anEngineIsAWorkerAndCannotBeAManager() throws Exception {
    DockerEngine.Output refused = engine.join(tokens().getManager(), swarm.address("m1"));
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.text()).contains("manager stopped: can't initialize raft node: ", REASON);

    DockerEngine.Output joined = engine.join(tokens().getWorker(), swarm.address("m1"));
    assertThat(joined.text()).contains("This node joined a swarm as a worker.");
    await().atMost(PATIENCE).ignoreExceptions()
        .until(() -> engineNode().getStatus().getState() == NodeStatus.State.READY);
    itKnowsAllManagers();
    itsCertificateNamesItAndItsCluster();
    itIsNotPromoted();
    itGoesThroughARootRotation(engineNode().getId());
  }

  private void itKnowsAllManagers() {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(engine.docker("info").text().lines().map(String::strip))
        .contains("Manager Addresses:", swarm.address("m1"), swarm.address("m2")));
  }

  private void itsCertificateNamesItAndItsCluster() throws Exception {
    byte[] chain = Files.readAllBytes(engine.certificates().resolve("swarm-node.crt"));
    X509Certificate leaf = CertificateChain.parse(chain).getFirst();
    String nodeId = engineNode().getId();
    assertThat(leaf.getSubjectX500Principal().getName())
        .isEqualTo("CN=" + nodeId + ",OU=swarm-worker,O=" + cluster().getId());
    assertThat(leaf.getSubjectAlternativeNames().stream().<Object>map(name -> name.get(1)))
        .containsExactly("swarm-worker", nodeId);
    byte[] key = Files.readAllBytes(engine.certificates().resolve("swarm-node.key"));
    assertThat(KeyFile.parse(key, Optional.empty()).lockVersion()).isZero();
  }

  private void itIsNotPromoted() {
    Node node = engineNode();
    NodeSpec manager = node.getSpec().toBuilder().setDesiredRole(NodeRole.MANAGER).build();
    assertThatThrownBy(() -> swarm.control("m2").updateNode(UpdateNodeRequest.newBuilder().setNodeId(node.getId())
        .setNodeVersion(node.getMeta().getVersion()).setSpec(manager).build()))
        .hasMessageStartingWith("FAILED_PRECONDITION: node " + node.getId()).hasMessageContaining("cannot be a manager");
    assertThat(engineNode().getSpec().getDesiredRole()).isEqualTo(NodeRole.WORKER);
  }

  /** Beside a worker of ours. The node of the refused join, which never came, keeps the rotation from ending. */
  private void itGoesThroughARootRotation(String engineId) throws Exception {
    swarm.join("w1", "m1", tokens().getWorker());
    await().atMost(PATIENCE).until(() -> readyNodes("m1").contains("w1"));
    byte[] root = rotate();
    await().atMost(PATIENCE).untilAsserted(() -> {
      itsChainIsCrossSigned(engine.certificates());
      itsChainIsCrossSigned(base.resolve("w1/certificates"));
    });
    String formerLeader = swarm.address("m1");
    demoteFirst();
    await().atMost(PATIENCE).untilAsserted(() -> {
      assertThat(swarm.cluster("m2").getRootCa().hasRootRotation()).isTrue();
      assertThat(readyNodes("m2")).contains(engineId, "w1");
      assertThat(engine.docker("info").text()).contains(swarm.address("m2")).doesNotContain(formerLeader);
      assertThat(base.resolve("w1/state.json")).content().contains(swarm.address("m2")).doesNotContain(formerLeader);
    });

    nodes("m2").stream().filter(node -> node.getStatus().getState() == NodeStatus.State.UNKNOWN).forEach(
        refused -> swarm.control("m2").removeNode(RemoveNodeRequest.newBuilder().setNodeId(refused.getId()).build()));
    await().atMost(PATIENCE).untilAsserted(() -> {
      assertThat(swarm.cluster("m2").getRootCa().hasRootRotation()).isFalse();
      assertThat(engine.certificates().resolve("swarm-root-ca.crt")).hasBinaryContent(root);
      assertThat(base.resolve("w1/certificates/swarm-root-ca.crt")).hasBinaryContent(root);
    });
    assertThat(readyNodes("m2")).contains(engineId, "w1");
  }

  /** Node ids, and the names of nodes that have one of ours. */
  private Set<String> readyNodes(String through) {
    return nodes(through).stream().filter(node -> node.getStatus().getState() == NodeStatus.State.READY)
        .flatMap(node -> Stream.of(node.getId(), node.getDescription().getHostname())).collect(Collectors.toSet());
  }

  /** To a root of another name, so that lists of roots and chains differ; gives its certificate. */
  private byte[] rotate() throws IOException {
    Path certificate = base.resolve("next.crt");
    Path key = base.resolve("next.key");
    DockerEngine.Output made = DockerEngine.run(List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key.toString(), "-out", certificate.toString(), "-subj",
        "/CN=our company", "-days", "3650"));
    assertThat(made.exitCode()).as(made.text()).isZero();
    Cluster before = cluster();
    ClusterSpec.Builder spec = before.getSpec().toBuilder();
    spec.getCaConfigBuilder().setSigningCaCert(ByteString.copyFrom(Files.readAllBytes(certificate)))
        .setSigningCaKey(ByteString.copyFrom(Files.readAllBytes(key)));
    swarm.control("m1").updateCluster(UpdateClusterRequest.newBuilder().setClusterId(before.getId())
        .setClusterVersion(before.getMeta().getVersion()).setSpec(spec).build());
    return Files.readAllBytes(certificate);
  }

  private static void itsChainIsCrossSigned(Path certificates) throws IOException {
    List<X509Certificate> chain =
        CertificateChain.parse(Files.readAllBytes(certificates.resolve("swarm-node.crt")));
    assertThat(chain).extracting(certificate -> certificate.getIssuerX500Principal().getName())
        .containsExactly("CN=our company", "CN=swarm-ca");
  }

  /** Every node's session ends with the leader's, and a new one is made by a new handshake. */
  private void demoteFirst() {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> {
      Node first = nodes().stream().filter(node -> node.getManagerStatus().getLeader()).findFirst().orElseThrow();
      swarm.control("m2").updateNode(UpdateNodeRequest.newBuilder().setNodeId(first.getId())
          .setNodeVersion(first.getMeta().getVersion())
          .setSpec(first.getSpec().toBuilder().setDesiredRole(NodeRole.WORKER)).build());
      return true;
    });
  }
}
