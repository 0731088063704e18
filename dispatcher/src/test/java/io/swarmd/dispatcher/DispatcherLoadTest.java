package io.swarmd.dispatcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.RealEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.GivenGroup;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.simulated.LogFaults;
import io.swarmd.store.simulated.SimulatedGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A thousand nodes and fifty thousand tasks on real threads: heartbeats are answered whatever else goes on. */
class DispatcherLoadTest {

  private static final int NODES = 1_000;
  private static final int TASKS_PER_NODE = 50;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final RealEnvironment environment = new RealEnvironment();
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  /** A node's session, as far as the test needs it. */
  private static final class SessionOutlet implements Outlet<SessionMessage> {
    private final AtomicReference<String> id = new AtomicReference<>("");

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void send(SessionMessage message) {
      id.set(message.getSessionId());
    }

    @Override
    public void complete() {}

    @Override
    public void fail(Refusal why) {
      id.set(why.getMessage());
    }
  }

  /** Counts the tasks nodes are told of. */
  private final class Counting implements Outlet<AssignmentsMessage> {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void send(AssignmentsMessage message) {
      told.addAndGet(message.getChangesCount());
    }

    @Override
    public void complete() {}

    @Override
    public void fail(Refusal why) {
      ended.incrementAndGet();
    }
  }

  @Test
  void heartbeatsAreAnsweredWhileFiftyThousandTasksStart() throws Exception {
    SimulatedGroup group = new SimulatedGroup(environment, 1, LogFaults.NONE);
    LocalStore store = LocalStore.start(environment, group.log(0), Metrics.NONE);
    group.elect(0);
    await().atMost(LIMIT).until(() -> store.leading().isPresent());
    commit(store, IntStream.range(0, NODES).mapToObj(i -> Samples.node("n" + i, NodeStatus.State.UNKNOWN)).toList());
    Dispatcher dispatcher = new Dispatcher(
        environment, store, new GivenGroup(GivenGroup.member(1, "manager-1")), store.leading().orElseThrow(),
        "manager-1", Metrics.NONE);
    dispatcher.start();
    List<SessionOutlet> sessions = register(dispatcher);

    AtomicReference<Boolean> running = new AtomicReference<>(true);
    CompletableFuture<Duration> slowest = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> slowest.complete(beat(dispatcher, sessions, running)));
    List<CompletableFuture<Void>> reports = assignAndReport(store, dispatcher, sessions);
    CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new)).get(LIMIT.toSeconds(), SECONDS);
    running.set(false);

    assertThat(slowest.get(LIMIT.toSeconds(), SECONDS)).isLessThan(Duration.ofSeconds(5));
    assertThat(ended.get()).isZero();
    assertThat(told.get()).isEqualTo(NODES * TASKS_PER_NODE);
    assertThat(store.view().all(Table.TASK)).allMatch(task -> task.getStatus().getState() == TaskState.RUNNING);
    assertThat(store.view().all(Table.NODE))
        .allMatch(node -> node.getStatus().getState() == NodeStatus.State.READY);
    dispatcher.close();
    store.close();
  }

  private static void commit(LocalStore store, List<Node> nodes) {
    store.update(transaction -> {
      nodes.forEach(node -> transaction.create(Table.NODE, node));
      return null;
    }).join();
  }

  private List<SessionOutlet> register(Dispatcher dispatcher) {
    List<SessionOutlet> sessions = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      SessionOutlet outlet = new SessionOutlet();
      dispatcher.openSession("n" + i, Optional.empty(), SessionRequest.getDefaultInstance(), outlet);
      sessions.add(outlet);
    }
    await().atMost(LIMIT).until(() -> sessions.stream().noneMatch(session -> session.id.get().isEmpty()));
    for (int i = 0; i < NODES; i++) {
      dispatcher.openAssignments("n" + i, sessions.get(i).id.get(), new Counting());
    }
    return sessions;
  }

  /** The slowest of all heartbeats while it runs. */
  private Duration beat(Dispatcher dispatcher, List<SessionOutlet> sessions, AtomicReference<Boolean> running) {
    long slowest = 0;
    while (running.get()) {
      for (int i = 0; i < NODES; i++) {
        long began = environment.monotonicNanos();
        dispatcher.heartbeat("n" + i, sessions.get(i).id.get());
        slowest = Math.max(slowest, environment.monotonicNanos() - began);
      }
    }
    return Duration.ofNanos(slowest);
  }

  private List<CompletableFuture<Void>> assignAndReport(
      LocalStore store, Dispatcher dispatcher, List<SessionOutlet> sessions) {
    for (int round = 0; round < TASKS_PER_NODE; round++) {
      List<Task> tasks = tasks(round);
      store.update(transaction -> {
        tasks.forEach(task -> transaction.create(Table.TASK, task));
        return null;
      }).join();
    }
    await().atMost(LIMIT).until(() -> told.get() == NODES * TASKS_PER_NODE);
    return IntStream.range(0, NODES).mapToObj(
        node -> dispatcher.updateTaskStatus("n" + node, report(node, sessions.get(node).id.get()))).toList();
  }

  private static List<Task> tasks(int round) {
    return IntStream.range(0, NODES)
        .mapToObj(node -> Samples.task("t" + node + "-" + round, "n" + node, TaskState.ASSIGNED)).toList();
  }

  private static UpdateTaskStatusRequest report(int node, String session) {
    UpdateTaskStatusRequest.Builder request = UpdateTaskStatusRequest.newBuilder().setSessionId(session);
    for (int round = 0; round < TASKS_PER_NODE; round++) {
      request.addUpdates(TaskStatusUpdate.newBuilder()
          .setTaskId("t" + node + "-" + round).setStatus(Samples.status(TaskState.RUNNING)));
    }
    return request.build();
  }
}
