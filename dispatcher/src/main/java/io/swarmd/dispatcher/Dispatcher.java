package io.swarmd.dispatcher;

import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.Task;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.TasksMessage;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateVolumeStatusRequest;
import io.swarmd.dispatcher.assignment.AssignmentStream;
import io.swarmd.dispatcher.assignment.TaskListStream;
import io.swarmd.dispatcher.assignment.TaskStream;
import io.swarmd.dispatcher.secret.DriverSecrets;
import io.swarmd.dispatcher.secret.SecretProvider;
import io.swarmd.dispatcher.stream.OpenStream;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.dispatcher.stream.StreamHandle;
import io.swarmd.dispatcher.write.NodeStatusChange;
import io.swarmd.dispatcher.write.Orphaning;
import io.swarmd.dispatcher.write.TaskReports;
import io.swarmd.dispatcher.write.VolumeReports;
import io.swarmd.dispatcher.write.WriteQueue;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import io.swarmd.store.group.ManagerGroup;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The dispatcher of one leadership, without a transport (dispatch sheet, sections 1 and 2). Nodes call it from any
 * thread; its own state belongs to one loop. Heartbeats, and the checks of the other calls, do not wait for that loop.
 * A call made before {@link #start} or after {@link #close} is refused as {@code STOPPED}.
 */
public final class Dispatcher implements AutoCloseable {

  private final Environment environment;
  private final Store store;
  private final ManagerGroup group;
  private final DispatcherSettings settings;
  private final EventLoop loop;
  private final Surroundings at;
  private final NodeRegistry registry = new NodeRegistry();
  private final WriteQueue<NodeStatusChange> nodeWrites;
  private final WriteQueue<TaskStatus> reportWrites;
  private final WriteQueue<Orphaning.Lost> orphanWrites;
  private final WriteQueue<VolumeReports.Unpublished> volumeWrites;
  private final SessionBoard board;
  private final DownNodes downNodes;
  private final Presence presence;
  private final Registration registration;
  private final AtomicReference<Runnable> onMembersChange = new AtomicReference<>(() -> {});
  private final ClusterWatch watch;
  private final DriverSecrets driverSecrets;
  private final Assignments assignments;
  private Optional<Subscription> subscription = Optional.empty();
  private volatile boolean running;

  /**
   * A dispatcher with the standard settings.
   *
   * @param term the leadership it serves; it writes in no other
   * @param nodeId this manager's own node
   */
  public Dispatcher(
      Environment environment, Store store, ManagerGroup group, long term, String nodeId, Metrics metrics) {
    this(environment, store, group, term, nodeId, metrics, DispatcherSettings.standard(), SecretProvider.NONE);
  }

  /** @param secrets gives the values of secrets that name a driver */
  public Dispatcher(Environment environment, Store store, ManagerGroup group, long term, String nodeId,
      Metrics metrics, DispatcherSettings settings, SecretProvider secrets) {
    this.environment = environment;
    this.store = store;
    this.group = group;
    this.settings = settings;
    this.loop = environment.newLoop("dispatcher-" + term);
    this.at = new Surroundings(environment, loop, store, settings);
    this.nodeWrites = new WriteQueue<>(store, term, loop, NodeStatusChange::then, NodeStatusChange.RULE);
    this.reportWrites = new WriteQueue<>(
        store, term, loop, TaskReports::merge, new TaskReports(environment, metrics, nodeId));
    this.orphanWrites = new WriteQueue<>(store, term, loop, (earlier, later) -> later, new Orphaning());
    this.volumeWrites = new WriteQueue<>(store, term, loop, (earlier, later) -> later, new VolumeReports());
    this.board = new SessionBoard(at, registry);
    this.downNodes = new DownNodes(at, orphanWrites);
    this.presence = new Presence(at, registry, board, downNodes, nodeWrites);
    this.registration = new Registration(at, registry, presence, board, downNodes, nodeWrites);
    this.driverSecrets = new DriverSecrets(secrets, loop, this::tellLeftOut);
    this.assignments = new Assignments(at, registry, driverSecrets);
    this.watch = new ClusterWatch(at, registry, presence, board, downNodes, assignments);
  }

  /** Begins to serve: nodes not down are unknown until they return. Called once. */
  public void start() {
    running = true;
    loop.execute(this::begin);
  }

  /** Begins or resumes a session; {@code address} is the IP address the node was seen at. */
  public OpenStream openSession(
      String nodeId, Optional<String> address, SessionRequest request, Outlet<SessionMessage> outlet) {
    return open(outlet, handle ->
        registration.open(new Registration.Call(nodeId, address, request, outlet, handle)));
  }

  /** Opens the stream of what the node is to run. */
  public OpenStream openAssignments(String nodeId, String sessionId, Outlet<AssignmentsMessage> outlet) {
    return openTasks(nodeId, sessionId, outlet,
        () -> new AssignmentStream(outlet, environment, loop, settings.assignments(), driverSecrets));
  }

  /** Opens the stream of old agents. */
  public OpenStream openTasks(String nodeId, String sessionId, Outlet<TasksMessage> outlet) {
    return openTasks(nodeId, sessionId, outlet,
        () -> new TaskListStream(outlet, environment, loop, settings.assignments()));
  }

  /**
   * Keeps the node's session alive and returns the time within which it should beat again.
   *
   * @throws Refusal when the node has no such session
   */
  public Duration heartbeat(String nodeId, String sessionId) {
    requireRunning();
    return presence.beat(registry.require(nodeId, sessionId));
  }

  /**
   * Takes reports of tasks. The future completes once they are committed, so that what was acknowledged is never lost;
   * it fails with a {@link Refusal}.
   */
  public CompletableFuture<Void> updateTaskStatus(String nodeId, UpdateTaskStatusRequest request) {
    return report(nodeId, request.getSessionId(), reportWrites,
        () -> StatusReports.tasks(store.view(), nodeId, request));
  }

  /** Takes reports of volumes the node has let go of; as {@link #updateTaskStatus}. */
  public CompletableFuture<Void> updateVolumeStatus(String nodeId, UpdateVolumeStatusRequest request) {
    return report(nodeId, request.getSessionId(), volumeWrites, () -> StatusReports.volumes(nodeId, request));
  }

  /** Leadership is over: streams end, calls that wait fail. Does not wait. */
  @Override
  public void close() {
    running = false;
    loop.execute(this::stop);
  }

  private void begin() {
    Subscription changes = store.watch(loop, watch);
    subscription = Optional.of(changes);
    StoreView start = changes.start();
    watch.begin(start);
    watchMembers();
    start.all(Table.NODE).forEach(node -> {
      if (node.getStatus().getState() == NodeStatus.State.DOWN) {
        downNodes.add(node.getId(), DownNodes.since(node));
      } else {
        presence.expectReturn(node.getId());
      }
    });
  }

  /** Until its node reports on the task, which is then told what it lacks when it starts. */
  private void tellLeftOut(Task task, String reason) {
    reportWrites.submit(task.getId(), task.getStatus().toBuilder().setErr(reason).build());
  }

  /** The group outlives this dispatcher and forgets no listener, so what it keeps must be small. */
  private void watchMembers() {
    AtomicReference<Runnable> hook = onMembersChange;
    hook.set(() -> loop.execute(() -> board.membersChanged(group.members())));
    group.onChange(() -> hook.get().run());
    board.membersChanged(group.members());
  }

  private void stop() {
    onMembersChange.set(() -> {});
    subscription.ifPresent(Subscription::close);
    nodeWrites.close();
    reportWrites.close();
    orphanWrites.close();
    volumeWrites.close();
    registry.all().forEach(record -> board.farewell(record, new Refusal(Refusal.Reason.NODE_MUST_DISCONNECT)));
    registry.clear();
    loop.close();
  }

  private OpenStream openTasks(String nodeId, String sessionId, Outlet<?> outlet, Supplier<TaskStream> stream) {
    return open(outlet, handle -> assignments.open(registry.require(nodeId, sessionId), stream.get(), handle));
  }

  /** Opens a stream on the loop; a refusal, also that of a dispatcher stopped meanwhile, ends it. */
  private OpenStream open(Outlet<?> outlet, Consumer<StreamHandle> opening) {
    StreamHandle handle = new StreamHandle(loop);
    loop.execute(() -> {
      try {
        requireRunning();
        opening.accept(handle);
      } catch (Refusal refused) {
        outlet.fail(refused);
      } catch (RuntimeException broken) {
        outlet.fail(new Refusal(Refusal.Reason.FAILED));
        throw broken;
      }
    });
    if (!running) {
      outlet.fail(new Refusal(Refusal.Reason.STOPPED));
    }
    return handle;
  }

  private <V> CompletableFuture<Void> report(
      String nodeId, String sessionId, WriteQueue<V> queue, Supplier<Map<String, V>> reports) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    try {
      requireRunning();
      registry.require(nodeId, sessionId);
      Map<String, V> found = reports.get();
      loop.execute(() -> queue.submit(found).whenComplete((ignored, failure) -> settle(answer, failure)));
      requireRunning();
    } catch (Refusal refused) {
      answer.completeExceptionally(refused);
    }
    return answer;
  }

  private static void settle(CompletableFuture<Void> answer, Throwable failure) {
    if (failure == null) {
      answer.complete(null);
    } else {
      answer.completeExceptionally(failure);
    }
  }

  private void requireRunning() {
    if (!running) {
      throw new Refusal(Refusal.Reason.STOPPED);
    }
  }
}
