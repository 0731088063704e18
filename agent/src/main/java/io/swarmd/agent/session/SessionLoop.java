package io.swarmd.agent.session;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.agent.dispatch.DispatcherConnections;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.api.TaskStatus;
import io.swarmd.identity.transport.ConnectionFailure;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node in session with some manager (dispatch sheet, 3.2): opens a session, opens the next one after each
 * failure with a random wait, sends the reports that gathered meanwhile, and opens a new one at once when the node's
 * description has changed. It runs on a loop of its own, apart from the tasks', so that heartbeats wait for no work.
 */
public final class SessionLoop implements Session.Listener {

  private static final Logger log = LoggerFactory.getLogger(SessionLoop.class);

  private static final Status NO_SESSION =
      Status.UNAVAILABLE.withDescription("this node has no session with a manager, try again");

  /** What the agent does on what a session brings. Called on the session's loop. */
  public interface Owner extends AssignmentStream.Receiver {

    /**
     * The node is registered in a new session: every task's status is to be reported again. What was left unsent waits
     * for that, so that it is not sent twice.
     */
    void registered();

    /** What is new in a message of the session. */
    void news(NodeNews news);

    /** The manager opens or ends a subscription to the output of tasks, to be served over the same connection. */
    void subscription(DispatcherClient client, SubscriptionMessage message);

    /** All subscriptions of the session are over. */
    void subscriptionsOver();

    /** A session ended, or none could be opened; a failure given back ends the agent. */
    Optional<RuntimeException> sessionFailed(Status failure, boolean everRegistered);

    /** The owner asked for the end by an answer to {@link #sessionFailed}. */
    void fatal(RuntimeException failure);
  }

  private final EventLoop loop;
  private final Environment environment;
  private final SessionTimes times;
  private final DispatcherConnections connections;
  private final Supplier<CompletableFuture<NodeDescription>> describe;
  private final Owner owner;
  private final StatusReports reports = new StatusReports();
  private final List<CompletableFuture<Void>> waitingForReports = new ArrayList<>();
  private final Describing describing = new Describing();
  private Optional<Session> session = Optional.empty();
  private NodeDescription description = NodeDescription.getDefaultInstance();
  private String lastSessionId = "";
  private Backoff backoff = Backoff.NONE;
  private NodeNews.Known known = NodeNews.Known.NOTHING;
  private Timer describeTimer = () -> {};
  private boolean announced;
  private boolean everRegistered;
  private boolean closed;

  /**
   * @param describe the node's description. A failing answer is ignored; a few in a row mean that nothing can run here:
   *     the node then leaves the managers without a word, who count it as down in time, until an answer comes.
   */
  public SessionLoop(
      EventLoop loop,
      Environment environment,
      SessionTimes times,
      DispatcherConnections connections,
      Supplier<CompletableFuture<NodeDescription>> describe,
      Owner owner) {
    this.loop = loop;
    this.environment = environment;
    this.times = times;
    this.connections = connections;
    this.describe = describe;
    this.owner = owner;
  }

  /** Opens the first session. On the loop, like all other methods. */
  public void start(NodeDescription first) {
    description = first;
    describeLater();
    openAfterBackoff();
  }

  private void openAfterBackoff() {
    loop.schedule(backoff.draw(environment.random()), this::open);
  }

  private void open() {
    if (closed || session.isPresent() || describing.isOutOfWork()) {
      return;
    }
    announced = false;
    DispatcherClient client;
    try {
      client = connections.connect(loop);
    } catch (RuntimeException unknown) {
      sessionLost(Status.UNAVAILABLE.withDescription(unknown.getMessage()).withCause(unknown));
      return;
    }
    Session opened = new Session(loop, times, client, owner, this);
    session = Optional.of(opened);
    opened.open(description, lastSessionId);
  }

  @Override
  public void message(Session from, SessionMessage message) {
    lastSessionId = message.getSessionId();
    NodeNews news = known.news(message);
    known = known.with(news);
    owner.news(news);
    if (!announced) {
      announced = true;
      everRegistered = true;
      backoff = Backoff.NONE;
      log.info("registered with a manager");
      owner.registered();
    }
  }

  @Override
  public void failed(Session from, Status failure) {
    sessionLost(failure);
  }

  @Override
  public void subscription(DispatcherClient client, SubscriptionMessage message) {
    owner.subscription(client, message);
  }

  @Override
  public void over() {
    owner.subscriptionsOver();
  }

  private void sessionLost(Status failure) {
    session = Optional.empty();
    reports.undelivered();
    log.info("no session with a manager: {}", ConnectionFailure.reason(failure));
    Optional<RuntimeException> end = owner.sessionFailed(failure, everRegistered);
    if (end.isPresent()) {
      close();
      owner.fatal(end.get());
      return;
    }
    backoff = backoff.afterFailure();
    openAfterBackoff();
  }

  /** Takes statuses to be reported; they are kept until a manager has them. */
  public void report(Map<String, TaskStatus> statuses) {
    statuses.forEach(reports::add);
    sendReports();
  }

  private void sendReports() {
    if (reports.isEmpty()) {
      waitingForReports.forEach(waiting -> waiting.complete(null));
      waitingForReports.clear();
    } else if (!reports.isUnderWay()) {
      session.filter(Session::isRegistered).ifPresent(open -> open.report(reports.take(), () -> {
        reports.delivered();
        sendReports();
      }));
    }
  }

  /** Completes once no report waits any more; never when no manager is reached. */
  public CompletableFuture<Void> reportsSent() {
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    waitingForReports.add(waiting);
    sendReports();
    return waiting;
  }

  /**
   * Makes a call over the session's connection. It fails with a gRPC status: the manager's, or UNAVAILABLE when there
   * is no session; with the session it ends too.
   */
  public <A> CompletableFuture<A> call(BiConsumer<DispatcherClient, StreamObserver<A>> method) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    session.filter(Session::isRegistered).ifPresentOrElse(open -> open.call(method, answer),
        () -> answer.completeExceptionally(NO_SESSION.asRuntimeException()));
    return answer;
  }

  private void describeLater() {
    describeTimer.cancel();
    describeTimer = loop.schedule(describing.pause(times.description()), this::describeNow);
  }

  /** Looks at the node's description now and tells the managers if it is another. */
  public void describeNow() {
    if (closed) {
      return;
    }
    describeLater();
    describe.get().whenComplete((told, failure) -> loop.execute(() -> {
      if (closed) {
        return;
      }
      if (failure == null) {
        described(told);
      } else {
        undescribed(failure);
      }
      describeLater();
    }));
  }

  private void undescribed(Throwable failure) {
    if (describing.failed()) {
      Throwable why = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
      log.warn("this node cannot run tasks and leaves its managers until it can: {}", why.getMessage());
      closeSession();
    }
  }

  private void closeSession() {
    session.ifPresent(open -> open.close(true));
    session = Optional.empty();
    reports.undelivered();
  }

  private void described(NodeDescription told) {
    if (describing.answered()) {
      log.info("this node can run tasks again");
      description = told;
      open();
      return;
    }
    if (told.equals(description) || session.filter(Session::isRegistered).isEmpty()) {
      return;
    }
    description = told;
    closeSession();
    open();
  }

  /** Ends the session; what waits to be reported is dropped here and remembered by the task database. */
  public void close() {
    closed = true;
    describeTimer.cancel();
    session.ifPresent(open -> open.close(true));
    session = Optional.empty();
  }
}
