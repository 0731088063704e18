package io.swarmd.bench.worker;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.AssignmentsRequest;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.HeartbeatResponse;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.api.UpdateTaskStatusResponse;
import io.swarmd.api.WeightedPeer;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One worker: session, heartbeats, assignments and reports, at most one report call under way. A lost session is
 * opened anew after a pause with the next manager it knows. Safe for many threads; owns a connection but no thread.
 */
final class HollowWorker implements AutoCloseable {

  private static final long RETRY_MILLIS = 200;
  private static final long DEFAULT_PERIOD_MILLIS = 5000;

  private final NodeIdentity identity;
  private final NodeDescription description;
  private final int reportsPerCall;
  private final ScheduledExecutorService timers;
  private final FleetListener listener;
  private final TaskReports reports = new TaskReports();
  private final CompletableFuture<Void> registered = new CompletableFuture<>();
  private List<String> managers;
  private int turn;
  private ManagedChannel channel;
  private DispatcherGrpc.DispatcherStub dispatcher;
  private String session = "";
  private boolean reporting;
  private boolean closed;

  /**
   * @param manager the first to try
   * @param reportsPerCall how many reports one call may carry
   * @param timers for heartbeats and pauses; its tasks do not block
   */
  HollowWorker(NodeIdentity identity, NodeDescription description, String manager, int reportsPerCall,
      ScheduledExecutorService timers, FleetListener listener) {
    this.identity = identity;
    this.description = description;
    this.managers = List.of(manager);
    this.reportsPerCall = reportsPerCall;
    this.timers = timers;
    this.listener = listener;
  }

  /** Opens a session; completes when a manager has taken the worker in for the first time. */
  synchronized CompletableFuture<Void> start() {
    open();
    return registered;
  }

  synchronized int liveTasks() {
    return reports.live();
  }

  private void open() {
    if (closed) {
      return;
    }
    String manager = managers.get(turn++ % managers.size());
    channel = NodeChannels.toManager(identity, manager).directExecutor().build();
    dispatcher = DispatcherGrpc.newStub(channel);
    session = "";
    reporting = false;
    ManagedChannel mine = channel;
    dispatcher.session(SessionRequest.newBuilder().setDescription(description).build(),
        new Stream<SessionMessage>(mine, this::news));
  }

  private void news(SessionMessage message) {
    if (message.getManagersCount() > 0) {
      managers = message.getManagersList().stream()
          .map(WeightedPeer::getPeer).map(peer -> peer.getAddr()).sorted().toList();
    }
    if (session.isEmpty()) {
      session = message.getSessionId();
      dispatcher.assignments(AssignmentsRequest.newBuilder().setSessionId(session).build(),
          new Stream<AssignmentsMessage>(channel, this::assigned));
      heartbeat(channel);
      registered.complete(null);
    }
  }

  private void assigned(AssignmentsMessage message) {
    reports.apply(message);
    report();
  }

  private synchronized void heartbeat(ManagedChannel mine) {
    if (closed || mine != channel) {
      return;
    }
    dispatcher.heartbeat(HeartbeatRequest.newBuilder().setSessionId(session).build(),
        new Stream<HeartbeatResponse>(mine, told -> {
          long millis = TimeUnit.SECONDS.toMillis(told.getPeriod().getSeconds())
              + TimeUnit.NANOSECONDS.toMillis(told.getPeriod().getNanos());
          timers.schedule(
              () -> heartbeat(mine), millis > 0 ? millis : DEFAULT_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }));
  }

  private void report() {
    if (reporting || closed) {
      return;
    }
    List<TaskStatusUpdate> batch = reports.take(reportsPerCall, Instant.now());
    if (batch.isEmpty()) {
      return;
    }
    reporting = true;
    ManagedChannel mine = channel;
    UpdateTaskStatusRequest request =
        UpdateTaskStatusRequest.newBuilder().setSessionId(session).addAllUpdates(batch).build();
    Answer<UpdateTaskStatusResponse> answer = new Answer<>();
    dispatcher.updateTaskStatus(request, answer);
    answer.future().whenComplete((heard, failure) -> answered(mine, batch, failure));
  }

  private void answered(ManagedChannel mine, List<TaskStatusUpdate> batch, Throwable failure) {
    if (failure == null) {
      listener.reported(batch);
    }
    synchronized (this) {
      if (failure != null) {
        reports.putBack(batch);
        lost(mine, failure);
      } else if (mine == channel) {
        reporting = false;
        report();
      }
    }
  }

  private synchronized void lost(ManagedChannel mine, Throwable failure) {
    if (closed || mine != channel) {
      return;
    }
    listener.sessionLost(identity.current().nodeId(), failure);
    channel = null;
    mine.shutdownNow();
    timers.schedule(() -> {
      synchronized (this) {
        open();
      }
    }, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  /** The answers of a call on one connection; answers of a connection given up are not heard. */
  private final class Stream<A> implements StreamObserver<A> {

    private final ManagedChannel mine;
    private final Consumer<A> receiver;

    Stream(ManagedChannel mine, Consumer<A> receiver) {
      this.mine = mine;
      this.receiver = receiver;
    }

    @Override
    public void onNext(A value) {
      synchronized (HollowWorker.this) {
        if (!closed && mine == channel) {
          receiver.accept(value);
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      lost(mine, failure);
    }

    @Override
    public void onCompleted() {}
  }
}
