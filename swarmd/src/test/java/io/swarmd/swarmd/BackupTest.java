package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.Annotations;
import io.swarmd.api.Cluster;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.v1.BackupBegin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a running cluster, and clusters that begin with one. */
class BackupTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path base;
  private LocalSwarm swarm;

  @BeforeEach
  void found() throws IOException {
    swarm = new LocalSwarm(base);
    swarm.start("m1");
    awaitAnswer("m1");
  }

  @AfterEach
  void stop() {
    swarm.close();
  }

  private void awaitAnswer(String manager) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !swarm.cluster(manager).getId().isEmpty());
  }

  private void create(String name) {
    ServiceSpec spec = ServiceSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName(name))
        .setReplicated(ReplicatedService.newBuilder().setReplicas(1))
        .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("host"))).build();
    swarm.control("m1").createService(CreateServiceRequest.newBuilder().setSpec(spec).build());
  }

  /** Repeats what a change of leader broke off, whether it was written before or not. */
  private void createThough(String name) {
    await().atMost(PATIENCE).until(() -> {
      try {
        create(name);
        return true;
      } catch (StatusRuntimeException refused) {
        return refused.getStatus().getCode() == Status.Code.ALREADY_EXISTS;
      }
    });
  }

  private List<String> services(String manager) {
    return swarm.control(manager).listServices(ListServicesRequest.getDefaultInstance()).getServicesList().stream()
        .map(service -> service.getSpec().getAnnotations().getName()).sorted().toList();
  }

  private List<Node> nodes(String manager) {
    return swarm.control(manager).listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
  }

  /** Writes go on while it is taken: what is in it is a beginning of what was written, without a gap. */
  @Test
  void aBackupTakenWhileSomebodyWritesIsRestoredElsewhere() throws Exception {
    swarm.join("m2", "m1", swarm.cluster("m1").getRootCa().getJoinTokens().getManager());
    await().atMost(PATIENCE).ignoreExceptions()
        .until(() -> nodes("m2").stream().filter(Node::hasManagerStatus).count() == 2);
    Cluster before = swarm.cluster("m1");
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger acknowledged = new AtomicInteger();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
      while (!enough.get()) {
        createThough("s%04d".formatted(acknowledged.get()));
        acknowledged.incrementAndGet();
      }
    }, Thread::startVirtualThread);
    await().atMost(PATIENCE).until(() -> writer.isCompletedExceptionally() || acknowledged.get() > 20);
    Path file = base.resolve("swarm.backup");
    int least = acknowledged.get();
    BackupBegin begin = swarm.backup("m2", file);
    await().atMost(PATIENCE).until(() -> acknowledged.get() > least + 5);
    enough.set(true);
    writer.join();
    assertThat(begin.getMaybeOutdated()).isFalse();
    List<String> nodesBefore = nodes("m1").stream().map(Node::getId).toList();
    swarm.close();

    swarm.start("r1", "--restore", file.toString(), "--restore-key", begin.getRestoreKey());
    awaitAnswer("r1");
    List<String> restored = services("r1");
    assertThat(restored).hasSizeGreaterThanOrEqualTo(least)
        .isEqualTo(IntStream.range(0, restored.size()).mapToObj("s%04d"::formatted).toList());
    Cluster after = swarm.cluster("r1");
    assertThat(after.getId()).isEqualTo(before.getId());
    assertThat(after.getRootCa()).isEqualTo(before.getRootCa());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes("r1").size() == nodesBefore.size() + 1);
    List<Node> managers = nodes("r1").stream().filter(Node::hasManagerStatus).toList();
    assertThat(managers).hasSize(1);
    assertThat(nodesBefore).doesNotContain(managers.getFirst().getId());

    swarm.join("r2", "r1", after.getRootCa().getJoinTokens().getManager());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> services("r2").equals(restored));
    swarm.stop("r1");
    swarm.start("r1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> services("r1").equals(restored));
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes("r1").stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY).count() == 2);
  }

  /** A restored manager has another address here; the worker's own list of managers names the lost one only. */
  @Test
  void aWorkerIsToldWhereTheRestoredManagerIsAndStaysTheNodeItWas() throws IOException {
    swarm.join("w1", "m1", swarm.cluster("m1").getRootCa().getJoinTokens().getWorker());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> isReady("m1", "w1"));
    Path file = base.resolve("swarm.backup");
    String key = swarm.backup("m1", file).getRestoreKey();
    List<String> before = nodes("m1").stream().map(Node::getId).toList();
    swarm.stop("m1");
    swarm.stop("w1");
    swarm.start("r1", "--restore", file.toString(), "--restore-key", key);
    awaitAnswer("r1");
    swarm.start("w1", "--join-addr", swarm.address("r1"));
    await().atMost(PATIENCE).ignoreExceptions().until(() -> isReady("r1", "w1"));
    assertThat(nodes("r1").stream().filter(node -> node.getDescription().getHostname().equals("w1")).map(Node::getId))
        .singleElement().satisfies(id -> assertThat(before).contains(id));
  }

  private boolean isReady(String through, String hostname) {
    return nodes(through).stream().anyMatch(node -> node.getDescription().getHostname().equals(hostname)
        && node.getStatus().getState() == NodeStatus.State.READY);
  }

  @Test
  void whatCannotBeRestoredIsRefusedInOneLineAndNothingIsMade() throws IOException {
    Path file = base.resolve("swarm.backup");
    String key = swarm.backup("m1", file).getRestoreKey();
    String other = "SWMKEY-1-" + "A".repeat(43);
    Path cut = Files.write(base.resolve("cut"), Arrays.copyOf(Files.readAllBytes(file), 300));
    refused("there is no such file", "r1", base.resolve("none"), key);
    refused("does not open with this key", "r1", file, other);
    refused("is cut off", "r1", cut, key);
    refused("--restore-key: invalid key string", "r1", file, "nonsense");
    assertThat(base.resolve("r1").resolve("raft")).doesNotExist();
    assertThat(base.resolve("r1").resolve("certificates")).doesNotExist();
    swarm.stop("m1");
    refused("is not empty: leave the flag out", "m1", file, key);
    swarm.start("r1", "--restore", file.toString(), "--restore-key", key);
    awaitAnswer("r1");
  }

  private void refused(String text, String name, Path file, String key) {
    assertThatThrownBy(() -> swarm.start(name, "--restore", file.toString(), "--restore-key", key))
        .isInstanceOf(InvalidOption.class).hasMessageContaining(text).hasMessageNotContaining("\n");
  }
}
