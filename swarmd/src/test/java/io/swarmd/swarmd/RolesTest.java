package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.GlobalService;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.RaftMemberStatus.Reachability;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateNodeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that become managers and workers while they run. */
class RolesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path base;
  private LocalSwarm swarm;

  @BeforeEach
  void found() throws IOException {
    swarm = new LocalSwarm(base);
    swarm.start("m1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes("m1").size() == 1);
  }

  @AfterEach
  void stop() {
    swarm.close();
  }

  private Map<String, Node> nodes(String through) {
    return swarm.control(through).listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY)
        .collect(Collectors.toMap(node -> node.getDescription().getHostname(), node -> node));
  }

  private JoinTokens tokens() {
    return swarm.cluster("m1").getRootCa().getJoinTokens();
  }

  private void joinManagers(String... names) throws IOException {
    for (String name : names) {
      swarm.join(name, "m1", tokens().getManager());
      awaitManager("m1", name);
    }
  }

  private Node node(String through, String id) {
    return swarm.control(through).getNode(GetNodeRequest.newBuilder().setNodeId(id).build()).getNode();
  }

  private void giveRole(String through, String name, NodeRole role) {
    update(through, nodes(through).get(name), spec -> spec.setDesiredRole(role));
  }

  private void update(String through, Node node, Consumer<NodeSpec.Builder> change) {
    NodeSpec.Builder spec = node.getSpec().toBuilder();
    change.accept(spec);
    swarm.control(through).updateNode(UpdateNodeRequest.newBuilder().setNodeId(node.getId())
        .setNodeVersion(node.getMeta().getVersion()).setSpec(spec).build());
  }

  /** Until the node is a member, and answers as a manager. */
  private void awaitManager(String through, String name) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes(through).get(name).hasManagerStatus());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !nodes(name).isEmpty());
  }

  /** Until the node is a worker in every respect. */
  private void awaitWorker(String through, String name) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> {
      Node node = nodes(through).get(name);
      return node.getRole() == NodeRole.WORKER && !node.hasManagerStatus();
    });
    await().atMost(PATIENCE).until(() -> !base.resolve(name).resolve("raft").toFile().exists());
    await().atMost(PATIENCE).until(() -> !base.resolve(name + ".sock").toFile().exists());
    await().atMost(PATIENCE).until(() -> !keyFile(name).contains("raft-dek"));
    assertThat(base.resolve(name).resolve("certificates").resolve("swarm-node.crt")).exists();
  }

  private String keyFile(String name) throws IOException {
    return Files.readString(base.resolve(name).resolve("certificates").resolve("swarm-node.key"));
  }

  private void runEverywhere(String through) {
    swarm.control(through).createService(CreateServiceRequest.newBuilder().setSpec(ServiceSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName("everywhere")).setGlobal(GlobalService.getDefaultInstance())
        .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("host")))).build());
  }

  /** The tasks that run, by id: a task made anew would have another. */
  private List<String> running(String through) {
    return swarm.control(through).listTasks(ListTasksRequest.getDefaultInstance()).getTasksList().stream()
        .filter(task -> task.getStatus().getState() == TaskState.RUNNING).map(Task::getId).sorted().toList();
  }

  private void awaitRunning(String through, int count) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> running(through).size() == count);
  }

  @Test
  void promotedWorkersCarryTheSwarmOnWithoutItsFirstManager() throws IOException {
    swarm.join("w1", "m1", tokens().getWorker());
    swarm.join("w2", "m1", tokens().getWorker());
    await().atMost(PATIENCE).until(() -> nodes("m1").size() == 3);
    runEverywhere("m1");
    awaitRunning("m1", 3);
    List<String> tasks = running("m1");

    giveRole("m1", "w1", NodeRole.MANAGER);
    awaitManager("m1", "w1");
    giveRole("w1", "w2", NodeRole.MANAGER);
    awaitManager("w1", "w2");
    swarm.stop("m1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> {
      giveRole("w2", "w2", NodeRole.MANAGER);
      return true;
    });
    assertThat(running("w1")).isEqualTo(tasks);
  }

  @Test
  @Tag("identity-69")
  void aDemotedLeaderIsAWorkerAndMayBePromotedAgain() throws IOException {
    joinManagers("m2", "m3");
    runEverywhere("m2");
    awaitRunning("m2", 3);
    List<String> tasks = running("m2");
    long firstRaftId = nodes("m2").get("m1").getManagerStatus().getRaftId();
    assertThat(nodes("m2").get("m1").getManagerStatus().getLeader()).isTrue();

    giveRole("m1", "m1", NodeRole.WORKER);
    awaitWorker("m2", "m1");
    assertThatThrownBy(() -> nodes("m1")).isInstanceOf(StatusRuntimeException.class);
    assertThat(running("m2")).isEqualTo(tasks);

    giveRole("m2", "m1", NodeRole.MANAGER);
    awaitManager("m2", "m1");
    assertThat(nodes("m3").get("m1").getManagerStatus().getRaftId()).isNotEqualTo(firstRaftId);
    assertThat(running("m1")).isEqualTo(tasks);
  }

  @Test
  @Tag("identity-67")
  @Tag("identity-70")
  void aManagerDemotedWhileItWasDownComesBackAsAWorker() throws IOException {
    joinManagers("m2", "m3");
    String down = nodes("m1").get("m3").getId();
    swarm.stop("m3");
    await().atMost(PATIENCE).ignoreExceptions()
        .until(() -> node("m1", down).getManagerStatus().getReachability() == Reachability.UNREACHABLE);
    assertThatThrownBy(() -> giveRole("m1", "m2", NodeRole.WORKER))
        .hasMessageContaining("can't remove member from the raft: this would result in a loss of quorum");
    update("m1", node("m1", down), spec -> spec.setDesiredRole(NodeRole.WORKER));
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !node("m1", down).hasManagerStatus());
    swarm.start("m3");
    awaitWorker("m1", "m3");
  }

  @Test
  void aPromotionThatStoppedBeforeTheJoinGoesOnAtTheNextStart() throws IOException {
    swarm.start("w1", "--join-addr", swarm.address("m1"), "--join-token", tokens().getWorker(),
        "--advertise-remote-api", "127.0.0.1:1");
    await().atMost(PATIENCE).until(() -> nodes("m1").size() == 2);
    giveRole("m1", "w1", NodeRole.MANAGER);
    await().atMost(PATIENCE).until(() -> keyFile("w1").contains("raft-dek"));
    assertThat(nodes("m1").get("w1").hasManagerStatus()).isFalse();
    swarm.stop("w1");
    swarm.start("w1");
    awaitManager("m1", "w1");
  }

  @Test
  @Tag("identity-68")
  void theLastManagerStaysOne() {
    assertThatThrownBy(() -> giveRole("m1", "m1", NodeRole.WORKER))
        .hasMessageContaining("attempting to demote the last manager of the swarm");
    update("m1", nodes("m1").get("m1"), spec -> spec.setAvailability(NodeSpec.Availability.DRAIN));
    assertThat(nodes("m1").get("m1").getSpec().getAvailability()).isEqualTo(NodeSpec.Availability.DRAIN);
  }
}
