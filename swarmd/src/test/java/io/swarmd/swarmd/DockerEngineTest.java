package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmd.api.Cluster;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stock Docker Engine and two of our managers; where no Engine can be run this is not tried. */
@Timeout(180)
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
    return swarm.control("m1").listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
  }

  private Node engineNode() {
    return nodes().stream().filter(node -> node.getRole() == NodeRole.WORKER).findFirst().orElseThrow();
  }

  @Test
  @Tag("identity-12")
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
}
