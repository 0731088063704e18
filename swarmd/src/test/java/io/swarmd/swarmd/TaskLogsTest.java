package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogSelector;
import io.swarmd.api.LogStream;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.model.log.HeardLines;
import io.swarmd.model.time.WireTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The output of real processes, read through managers over real sockets. */
@Timeout(120)
class TaskLogsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String COUNTING = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done";

  @TempDir
  private Path base;
  private LocalSwarm swarm;
  private String serviceId;

  /** Processes outlive their nodes: each node leaves a script that ends them. Their last records come a little later. */
  @AfterEach
  void stop() throws IOException, InterruptedException {
    swarm.close();
    for (Path script : files("end-tasks.sh")) {
      new ProcessBuilder("sh", script.toString()).start().waitFor();
    }
    await().atMost(PATIENCE).until(() -> files("pid").size() == files("exit").size());
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.walk(base)) {
      return files.filter(file -> file.endsWith(name)).toList();
    }
  }

  private void found(String... joining) throws IOException {
    swarm = new LocalSwarm(base);
    swarm.start("m1", "--executor", "process");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !swarm.cluster("m1").getId().isEmpty());
    for (String name : joining) {
      String token = swarm.cluster("m1").getRootCa().getJoinTokens().getManager();
      swarm.start(name, "--executor", "process", "--join-addr", swarm.address("m1"), "--join-token", token);
    }
    await().atMost(PATIENCE).ignoreExceptions().until(() -> swarm.control("m1")
        .listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY).count() == 1 + joining.length);
  }

  private void create(String script, int replicas) {
    serviceId = swarm.control("m1").createService(CreateServiceRequest.newBuilder().setSpec(ServiceSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName("web"))
        .setReplicated(ReplicatedService.newBuilder().setReplicas(replicas))
        .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("host")
            .addAllCommand(List.of("sh", "-c", script))))).build()).getService().getId();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> tasks("m1").stream()
        .filter(task -> task.getStatus().getState() == TaskState.RUNNING).count() == replicas);
  }

  private List<Task> tasks(String manager) {
    return swarm.control(manager).listTasks(ListTasksRequest.getDefaultInstance()).getTasksList();
  }

  /** A reader like swarmctl: it goes on where it was cut off. */
  private final class Reader implements StreamObserver<SubscribeLogsMessage> {

    private final String manager;
    private final LogSubscriptionOptions options;
    private final HeardLines heard = new HeardLines();
    private final Instant begun = Instant.now();
    final Map<String, List<LogMessage>> lines = new ConcurrentHashMap<>();
    CompletableFuture<Status> end;
    int cuts;

    Reader(String manager, LogSubscriptionOptions.Builder options) {
      this.manager = manager;
      this.options = options.build();
      open(this.options);
    }

    private void open(LogSubscriptionOptions asked) {
      end = new CompletableFuture<>();
      LogsGrpc.newStub(swarm.channel(manager)).subscribeLogs(SubscribeLogsRequest.newBuilder()
          .setSelector(LogSelector.newBuilder().addServiceIds(serviceId)).setOptions(asked).build(), this);
    }

    void goOn() {
      cuts++;
      open(heard.resume(options, begun, Instant.now()));
    }

    @Override
    public void onNext(SubscribeLogsMessage message) {
      message.getMessagesList().stream().filter(line -> heard.hear(line, Instant.now())).forEach(line ->
          lines.computeIfAbsent(line.getContext().getTaskId(), id -> new CopyOnWriteArrayList<>()).add(line));
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }

    List<String> texts(String task) {
      return lines.getOrDefault(task, List.of()).stream().map(line -> line.getData().toStringUtf8().strip()).toList();
    }

    List<Integer> numbers(String task) {
      return texts(task).stream().map(Integer::parseInt).toList();
    }
  }

  private Reader readAll(String manager, LogSubscriptionOptions.Builder options) {
    Reader reader = new Reader(manager, options);
    assertThat(reader.end.join()).isEqualTo(Status.OK);
    return reader;
  }

  @Test
  void theOutputOfAProcessIsReadInPartsOrWholeWithItsStreamsApart() throws IOException {
    found();
    create("for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; sleep 0.3; done; sleep 600", 1);
    String task = tasks("m1").getFirst().getId();
    await().until(() -> readAll("m1", LogSubscriptionOptions.newBuilder()).texts(task).size() == 10);
    Reader all = readAll("m1", LogSubscriptionOptions.newBuilder());
    List<LogMessage> errors = readAll("m1", LogSubscriptionOptions.newBuilder()
        .addStreams(LogStream.LOG_STREAM_STDERR)).lines.get(task);
    assertThat(errors).hasSize(5).allMatch(line -> line.getData().toStringUtf8().startsWith("err "));
    assertThat(readAll("m1", LogSubscriptionOptions.newBuilder().setTail(-4)).texts(task))
        .isEqualTo(all.texts(task).subList(7, 10));
    LogMessage sixth = all.lines.get(task).get(5);
    assertThat(readAll("m1", LogSubscriptionOptions.newBuilder().setSince(sixth.getTimestamp())).texts(task))
        .isEqualTo(all.texts(task).subList(5, 10));
    assertThat(WireTime.instant(sixth.getTimestamp())).isBetween(Instant.now().minusSeconds(60), Instant.now());
  }

  @Test
  void followingGoesOnOverAChangeOfLeaderWithoutAGapOrARepetition() throws IOException {
    found("m2", "m3");
    create(COUNTING, 3);
    Reader reader = new Reader("m3", LogSubscriptionOptions.newBuilder().setFollow(true));
    await().atMost(PATIENCE).until(() -> reader.lines.size() == 3);
    String kept = tasks("m3").stream().filter(task -> nodeName("m3", task).equals("m3")).findFirst().orElseThrow()
        .getId();
    swarm.stop("m1");
    await().atMost(PATIENCE).until(() -> {
      if (reader.end.isDone()) {
        reader.goOn();
      }
      return reader.cuts > 0 && reader.lines.size() > 3;
    });
    int soFar = reader.numbers(kept).size();
    await().atMost(PATIENCE).until(() -> reader.numbers(kept).size() > soFar + 20);
    List<Integer> numbers = reader.numbers(kept);
    for (int place = 1; place < numbers.size(); place++) {
      assertThat(numbers.get(place)).as("after %d", numbers.get(place - 1)).isEqualTo(numbers.get(place - 1) + 1);
    }
    assertThat(numbers.getFirst()).isEqualTo(1);
  }

  private String nodeName(String manager, Task task) {
    return swarm.control(manager).getNode(GetNodeRequest.newBuilder().setNodeId(task.getNodeId()).build())
        .getNode().getDescription().getHostname();
  }
}
