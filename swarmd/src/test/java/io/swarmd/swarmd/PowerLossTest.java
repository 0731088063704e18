package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GlobalService;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.swarmd.dump.Dump;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** All managers lose their power in one moment, while somebody writes, and come back in some order. */
@Timeout(900)
class PowerLossTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir
  private Path base;
  private Daemon m1;
  private Daemon m2;
  private Daemon m3;
  private Daemon worker;
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private int written;

  @BeforeEach
  void start() throws IOException {
    m1 = new Daemon(base, "m1").start();
    m2 = new Daemon(base, "m2");
    m3 = new Daemon(base, "m3");
    worker = new Daemon(base, "w1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> ready(m1).contains("m1"));
    JoinTokens tokens = m1.control().listClusters(ListClustersRequest.getDefaultInstance()).getClusters(0).getRootCa()
        .getJoinTokens();
    for (Daemon manager : List.of(m2, m3)) {
      manager.start("--join-addr", m1.address(), "--join-token", tokens.getManager());
    }
    worker.start("--join-addr", m1.address(), "--join-token", tokens.getWorker());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes(m1).stream().filter(Node::hasManagerStatus).count() == 3);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> ready(m1).size() == 4);
    create(m1, everywhere());
    await().atMost(PATIENCE).until(() -> runningOn("w1"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Daemon daemon : List.of(m1, m2, m3, worker)) {
      daemon.close();
    }
  }

  private static List<Node> nodes(Daemon through) {
    return through.control().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
  }

  private static Set<String> ready(Daemon through) {
    return nodes(through).stream().filter(node -> node.getStatus().getState() == NodeStatus.State.READY)
        .map(node -> node.getDescription().getHostname()).collect(Collectors.toSet());
  }

  private static Set<String> services(Daemon through) {
    return through.control().listServices(ListServicesRequest.getDefaultInstance()).getServicesList().stream()
        .map(service -> service.getSpec().getAnnotations().getName()).collect(Collectors.toSet());
  }

  private static ServiceSpec.Builder spec(String name) {
    return ServiceSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName(name))
        .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("host")));
  }

  private static ServiceSpec everywhere() {
    return spec("everywhere").setGlobal(GlobalService.getDefaultInstance()).build();
  }

  private void create(Daemon through, ServiceSpec spec) {
    through.control().createService(CreateServiceRequest.newBuilder().setSpec(spec).build());
    acknowledged.add(spec.getAnnotations().getName());
  }

  private boolean runningOn(String hostname) {
    String nodeId = nodes(m1).stream().filter(node -> node.getDescription().getHostname().equals(hostname))
        .map(Node::getId).findFirst().orElseThrow();
    return m1.control().listTasks(ListTasksRequest.getDefaultInstance()).getTasksList().stream()
        .filter(task -> task.getNodeId().equals(nodeId)).map(Task::getStatus)
        .anyMatch(status -> status.getState() == TaskState.RUNNING);
  }

  /** Writes without a pause through every manager until all of them are gone in one moment. */
  private void loseAllWhileWriting() throws InterruptedException {
    AtomicBoolean off = new AtomicBoolean();
    int before = acknowledged.size();
    List<Thread> writers = List.of(m1, m2, m3).stream().map(manager -> {
      String prefix = manager.name() + "-" + written++ + "-";
      return Thread.ofVirtual().start(() -> write(manager, prefix, off));
    }).toList();
    await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 60);
    List.of(m1, m2, m3).forEach(Daemon::kill);
    off.set(true);
    for (Daemon manager : List.of(m1, m2, m3)) {
      manager.buried();
    }
    for (Thread writer : writers) {
      writer.join();
    }
  }

  private void write(Daemon through, String prefix, AtomicBoolean off) {
    for (int count = 0; !off.get(); count++) {
      try {
        create(through, spec(prefix + count).setReplicated(ReplicatedService.getDefaultInstance()).build());
      } catch (StatusRuntimeException unknown) {
        assertThat(unknown.getStatus().getCode()).isNotEqualTo(Status.Code.INVALID_ARGUMENT);
      }
    }
  }

  /** What was acknowledged is there for whoever asks, and the worker and its tasks are back. */
  private void awaitAll(Daemon... through) {
    for (Daemon manager : through) {
      await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(services(manager))
          .containsAll(acknowledged));
    }
    await().atMost(PATIENCE).ignoreExceptions().until(() -> ready(through[0]).contains("w1"));
  }

  /** What a manager itself holds on disk, asked of nobody else. */
  private String onDisk(Daemon stopped) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Dump dump = new Dump();
    new CommandLine(dump).parseArgs("object", "service", "--state-dir", stopped.state().toString());
    dump.run(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  @Tag("identity-79")
  void whatWasAcknowledgedIsThereAfterwards() throws Exception {
    loseAllWhileWriting();
    m3.start();
    m1.start();
    awaitAll(m3, m1);
    m2.start();
    awaitAll(m2);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> ready(m2).equals(Set.of("m1", "m2", "m3", "w1")));

    loseAllWhileWriting();
    for (Daemon manager : List.of(m2, m3, m1)) {
      manager.start();
    }
    awaitAll(m1, m2, m3);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> runningOn("w1"));
    create(m2, spec("afterwards").setReplicated(ReplicatedService.getDefaultInstance()).build());
    m2.kill();
    m2.buried();
    String kept = onDisk(m2);
    assertThat(acknowledged).hasSizeGreaterThan(100)
        .filteredOn(name -> !name.equals("afterwards")).allSatisfy(name -> assertThat(kept).contains("\"" + name + "\""));
    m2.start();
    awaitAll(m2);
  }
}
