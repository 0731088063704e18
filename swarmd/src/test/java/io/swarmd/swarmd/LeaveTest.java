package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swarmd.api.Annotations;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.EncryptionConfig;
import io.swarmd.api.GlobalService;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.identity.IdentityException;
import io.swarmd.swarmd.leave.LeaveCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Nodes that leave their swarm (identity sheet, 15.10 and section 19, 7, 17 and 18). */
class LeaveTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path base;
  private LocalSwarm swarm;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream warnings = new ByteArrayOutputStream();

  @BeforeEach
  void found() throws IOException {
    swarm = new LocalSwarm(base);
    swarm.start("m1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes("m1").containsKey("m1"));
  }

  @AfterEach
  void stop() {
    swarm.close();
  }

  private void leave(String name, String... flags) {
    LeaveCommand command = new LeaveCommand();
    new CommandLine(command).parseArgs(Stream.concat(Stream.of("--state-dir", base.resolve(name).toString()),
        Stream.of(flags)).toArray(String[]::new));
    out.reset();
    warnings.reset();
    command.run(new PrintStream(out, true), new PrintStream(warnings, true));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String warned() {
    return warnings.toString(StandardCharsets.UTF_8);
  }

  /** Those that are ready. */
  private Map<String, Node> nodes(String through) {
    return swarm.control(through).listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY)
        .collect(Collectors.toMap(node -> node.getDescription().getHostname(), node -> node));
  }

  private JoinTokens tokens() {
    return swarm.cluster("m1").getRootCa().getJoinTokens();
  }

  private void joinManager(String name) throws IOException {
    swarm.join(name, "m1", tokens().getManager());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes("m1").get(name).hasManagerStatus());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes(name).containsKey(name));
  }

  private void awaitNodes(String through, String... names) {
    await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
        swarm.control(through).listNodes(ListNodesRequest.getDefaultInstance()).getNodesList())
        .extracting(node -> node.getDescription().getHostname()).containsExactlyInAnyOrder(names));
  }

  private void awaitEmpty(String name) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(base.resolve(name)).isEmptyDirectory());
  }

  @Test
  void aWorkerThatLeavesIsRemovedAndItsTasksGoElsewhere() throws IOException {
    swarm.join("w1", "m1", tokens().getWorker());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes("m1").containsKey("w1"));
    swarm.control("m1").createService(CreateServiceRequest.newBuilder().setSpec(ServiceSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName("everywhere")).setGlobal(GlobalService.getDefaultInstance())
        .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("host")))).build());
    await().atMost(PATIENCE).until(() -> running() == 2);
    leave("w1");
    assertThat(said()).endsWith("Node left the swarm.\n");
    assertThat(warned()).isEmpty();
    awaitNodes("m1", "m1");
    awaitEmpty("w1");
    await().atMost(PATIENCE).until(() -> running() == 1);
    swarm.join("w1", "m1", tokens().getWorker());
    awaitNodes("m1", "m1", "w1");
    await().atMost(PATIENCE).until(() -> running() == 2);
  }

  private long running() {
    return swarm.control("m1").listTasks(ListTasksRequest.getDefaultInstance()).getTasksList().stream()
        .filter(task -> task.getStatus().getState() == TaskState.RUNNING).count();
  }

  @Test
  void managersLeaveByForceAndAreNotCountedAnyMore() throws IOException {
    joinManager("m2");
    joinManager("m3");
    assertThatThrownBy(() -> leave("m1")).isInstanceOf(IdentityException.class)
        .hasMessageStartingWith("You are attempting to leave the swarm on a node that is participating as a manager. ");
    leave("m1", "--force");
    assertThat(said()).startsWith("leaving the managers\n").endsWith("Node left the swarm.\n");
    assertThat(warned()).isEmpty();
    awaitEmpty("m1");
    awaitNodes("m2", "m2", "m3");
    assertThatThrownBy(() -> leave("m2")).hasMessageContaining("Removing this node leaves 1 managers out of 2.");
    leave("m2", "--force");
    awaitNodes("m3", "m3");
    assertThat(nodes("m3").get("m3").getManagerStatus().getLeader()).isTrue();
    assertThatThrownBy(() -> leave("m3"))
        .hasMessageContaining("Removing the last manager erases all current state of the swarm.");
    leave("m3", "--force");
    assertThat(said()).startsWith("this is the last manager");
    awaitEmpty("m3");
  }

  @Test
  void aManagerWithoutAMajorityLeavesAndSaysThatItIsStillCounted() throws IOException {
    joinManager("m2");
    String id = nodes("m1").get("m2").getId();
    swarm.stop("m1");
    assertThatThrownBy(() -> leave("m2")).isInstanceOf(IdentityException.class)
        .hasMessageContaining("participating as a manager");
    leave("m2", "--force");
    assertThat(warned()).startsWith("Warning: the other managers have not let go of this one")
        .contains("swarmctl node demote " + id).hasLineCount(1);
    awaitEmpty("m2");
  }

  @Test
  void whereNoDaemonRunsTheStateIsErasedByForceOnly() throws IOException {
    Path nothing = Files.createDirectory(base.resolve("none"));
    assertThatThrownBy(() -> leave("none")).hasMessage("This node is not part of a swarm");
    assertThatThrownBy(() -> leave("none", "--force")).hasMessage("This node is not part of a swarm");
    assertThat(nothing).isEmptyDirectory();
    lock();
    swarm.stop("m1");
    assertThatThrownBy(() -> leave("m1")).hasMessage(
        "Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message.");
    assertThat(base.resolve("m1").resolve("raft")).exists();
    leave("m1", "--force");
    assertThat(said()).isEqualTo("Node left the swarm.\n");
    assertThat(warned()).startsWith("Warning: the managers were not told");
    assertThat(base.resolve("m1")).isEmptyDirectory();
  }

  private void lock() {
    var cluster = swarm.cluster("m1");
    swarm.control("m1").updateCluster(UpdateClusterRequest.newBuilder().setClusterId(cluster.getId())
        .setClusterVersion(cluster.getMeta().getVersion())
        .setSpec(ClusterSpec.newBuilder(cluster.getSpec())
            .setEncryptionConfig(EncryptionConfig.newBuilder().setAutoLockManagers(true))).build());
    Path key = base.resolve("m1").resolve("certificates").resolve("swarm-node.key");
    await().atMost(PATIENCE).until(() -> Files.readString(key).contains("ENCRYPTED PRIVATE KEY"));
  }
}
