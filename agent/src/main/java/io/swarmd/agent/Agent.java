package io.swarmd.agent;

import io.grpc.Status;
import io.swarmd.agent.database.TaskDatabase;
import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.agent.dispatch.DispatcherConnections;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.agent.logs.LogPublishing;
import io.swarmd.agent.session.NodeNews;
import io.swarmd.agent.session.SessionLoop;
import io.swarmd.agent.worker.Assigned;
import io.swarmd.agent.worker.Worker;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.api.Task;
import io.swarmd.api.TasksMessage;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * The agent of one node (dispatch sheet, section 3): keeps a session with a manager, runs what it assigns, reports how
 * it goes, and goes on running while there is no manager. It lives on three loops, one for the session, one for
 * the tasks and one for their output, so that none waits for another.
 *
 * <p>Methods may be called from any thread and do not block. An agent is started once and ended once: by
 * {@link #stop}, {@link #leave} or {@link #close}, or by itself, which the listener hears.
 */
public final class Agent implements AutoCloseable {

  private enum Phase { NEW, STARTED, ENDED }

  private final AgentSettings settings;
  private final TaskExecutor executor;
  private final AgentListener listener;
  private final EventLoop sessionLoop;
  private final EventLoop workerLoop;
  private final SessionLoop session;
  private final Worker worker;
  private final LogPublishing logs;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private Phase phase = Phase.NEW;

  /**
   * @param database what is remembered of earlier runs; closed with the agent
   * @param executor runs the tasks; stays open
   */
  public Agent(
      Environment environment,
      AgentSettings settings,
      DispatcherConnections connections,
      TaskExecutor executor,
      TaskDatabase database,
      AgentListener listener) {
    this.settings = settings;
    this.executor = executor;
    this.listener = listener;
    this.sessionLoop = environment.newLoop("agent-session");
    this.workerLoop = environment.newLoop("agent-worker");
    this.logs = new LogPublishing(environment);
    this.session = new SessionLoop(
        sessionLoop, environment, settings.times(), connections, this::describe, new Wiring());
    this.worker = new Worker(
        workerLoop,
        environment,
        settings.retryPause(),
        executor,
        database,
        statuses -> sessionLoop.execute(() -> session.report(statuses)),
        this::fatal);
    worker.watch(logs);
  }

  /**
   * Takes up the remembered tasks, then looks for a manager. Completes once the tasks are taken up; fails when the node
   * cannot be described or its database not be read.
   *
   * @throws IllegalStateException when started before
   */
  public synchronized CompletableFuture<Void> start() {
    require(Phase.NEW, "the agent was started before");
    phase = Phase.STARTED;
    return describe().thenCompose(description -> CompletableFuture
        .runAsync(worker::recover, workerLoop)
        .thenRunAsync(() -> session.start(description), sessionLoop));
  }

  /** Completes when the node is registered with a manager for the first time. */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /** Looks at the node's description at once, as after a change of its certificates. */
  public void describeAgain() {
    sessionLoop.execute(session::describeNow);
  }

  /** Lets containers that this node starts by itself into networks of the cluster. */
  public NetworkAttachments attachments() {
    return new NetworkAttachments(sessionLoop, session);
  }

  /** The tasks as they stand. */
  public CompletableFuture<List<Task>> tasks() {
    return CompletableFuture.supplyAsync(worker::tasks, workerLoop);
  }

  /**
   * Ends all tasks, each with its stop signal and grace period, reports their ends if a manager is in reach within the
   * time given, and ends the agent. The tasks stay remembered as failed and are made anew elsewhere.
   *
   * @throws IllegalStateException when not running
   */
  public CompletableFuture<Void> stop(Duration reportLimit) {
    return end(worker::stopTasks, reportLimit);
  }

  /**
   * Ends and forgets all tasks, without a word to the managers, and ends the agent: the node leaves its cluster.
   *
   * @throws IllegalStateException when not running
   */
  public CompletableFuture<Void> leave() {
    return end(worker::leave, Duration.ZERO);
  }

  private synchronized CompletableFuture<Void> end(Supplier<CompletableFuture<Void>> tasks, Duration reportLimit) {
    require(Phase.STARTED, "the agent does not run");
    phase = Phase.ENDED;
    return CompletableFuture.supplyAsync(tasks, workerLoop)
        .thenCompose(ended -> ended)
        .thenComposeAsync(nothing -> lastReports(reportLimit), sessionLoop)
        .thenRunAsync(session::close, sessionLoop)
        .thenRunAsync(worker::close, workerLoop)
        .whenComplete((nothing, failure) -> closeLoops());
  }

  private CompletableFuture<Void> lastReports(Duration limit) {
    CompletableFuture<Void> sent = session.reportsSent();
    sessionLoop.schedule(limit, () -> sent.complete(null));
    return sent;
  }

  /**
   * Ends the agent and leaves its tasks running, to be adopted by the next one with this database and executor.
   * Completes when the database is closed.
   */
  public synchronized CompletableFuture<Void> detach() {
    phase = Phase.ENDED;
    return CompletableFuture.runAsync(session::close, sessionLoop)
        .thenRunAsync(worker::close, workerLoop)
        .whenComplete((nothing, failure) -> closeLoops());
  }

  /** {@link #detach} without waiting for it. */
  @Override
  public void close() {
    detach();
  }

  /** Stops dead, as a killed process does: nothing more is written, sent or closed. For simulations. */
  public void crash() {
    closeLoops();
  }

  private void closeLoops() {
    sessionLoop.close();
    workerLoop.close();
    logs.close();
  }

  private void require(Phase needed, String text) {
    if (phase != needed) {
      throw new IllegalStateException(text);
    }
  }

  private CompletableFuture<NodeDescription> describe() {
    return executor.describe().thenApply(told -> {
      NodeDescription.Builder full = told.toBuilder().setTlsInfo(settings.tlsInfo().get())
          .setCanManage(true);
      settings.hostname().ifPresent(full::setHostname);
      full.getResourcesBuilder().addAllGeneric(settings.genericResources());
      return full.build();
    });
  }

  private void fatal(RuntimeException failure) {
    sessionLoop.execute(() -> {
      listener.ended(failure);
      ready.completeExceptionally(failure);
      close();
    });
  }

  /** Hands on what the session brings. */
  private final class Wiring implements SessionLoop.Owner {

    @Override
    public void registered() {
      workerLoop.execute(worker::reportAll);
      listener.registered();
      ready.complete(null);
    }

    @Override
    public void news(NodeNews news) {
      if (!news.managers().isEmpty()) {
        listener.managers(news.managers());
      }
      news.node().ifPresent(executor::configure);
      if (news.node().isPresent() || news.rootCa().isPresent()) {
        listener.changed(news.node(), news.rootCa());
      }
      if (!news.keys().isEmpty()) {
        executor.setNetworkKeys(news.keys());
      }
    }

    @Override
    public void assignments(AssignmentsMessage message) {
      workerLoop.execute(() -> worker.apply(Assigned.of(message)));
    }

    @Override
    public void tasks(TasksMessage message) {
      workerLoop.execute(() -> worker.apply(Assigned.of(message)));
    }

    @Override
    public void subscription(DispatcherClient client, SubscriptionMessage message) {
      logs.heard(client, message);
    }

    @Override
    public void subscriptionsOver() {
      logs.sessionEnded();
    }

    @Override
    public Optional<RuntimeException> sessionFailed(Status failure, boolean everRegistered) {
      listener.sessionLost(failure);
      if (settings.joining() && !everRegistered && isHandshakeFailure(failure)) {
        return Optional.of(failure.asRuntimeException());
      }
      return listener.sessionClosed(failure);
    }

    @Override
    public void fatal(RuntimeException failure) {
      Agent.this.fatal(failure);
    }

    private static boolean isHandshakeFailure(Status failure) {
      return Stream.iterate(failure.getCause(), link -> link != null, Throwable::getCause)
          .anyMatch(SSLException.class::isInstance);
    }
  }
}
