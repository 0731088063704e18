package io.swarmd.agent.session;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.HeartbeatResponse;
import io.swarmd.api.ListenSubscriptionsRequest;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.api.UpdateTaskStatusResponse;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * One session with one manager, from its opening to its first failure (dispatch sheet, 3.2): messages about the node,
 * heartbeats, assignments, log subscriptions and status reports over one
 * connection. The first failure of any of them ends it. Belongs to
 * the session's loop; after its end it calls nobody any more.
 */
final class Session {

  /** What a session tells the agent. */
  interface Listener {

    /** A message; the first one of a session means that the node is registered. */
    void message(Session session, SessionMessage message);

    void failed(Session session, Status failure);

    /** The manager opens or ends a subscription to the output of tasks. */
    void subscription(DispatcherClient client, SubscriptionMessage message);

    /** The session is over, for whatever reason. */
    void over();
  }

  private final EventLoop loop;
  private final SessionTimes times;
  private final DispatcherClient client;
  private final Listener listener;
  private final AssignmentStream assignments;
  private String id;
  private boolean registered;
  private boolean ended;
  private Timer answerTimer = () -> {};
  private Timer beatTimer = () -> {};

  Session(
      EventLoop loop,
      SessionTimes times,
      DispatcherClient client,
      AssignmentStream.Receiver assigned,
      Listener listener) {
    this.loop = loop;
    this.times = times;
    this.client = client;
    this.listener = listener;
    this.assignments = new AssignmentStream(loop, times, client, assigned, this::fail);
  }

  void open(NodeDescription description, String lastSessionId) {
    id = lastSessionId;
    SessionRequest request =
        SessionRequest.newBuilder().setDescription(description).setSessionId(lastSessionId).build();
    answerTimer = failAfter(times.answer(), "session initiation timed out");
    client.session(request, new AnswerObserver<>(loop, this::heard, this::streamEnded));
  }

  private void heard(SessionMessage message) {
    if (ended) {
      return;
    }
    id = message.getSessionId();
    boolean first = !registered;
    registered = true;
    listener.message(this, message);
    if (first && !ended) {
      answerTimer.cancel();
      beat();
      assignments.open(id);
      client.listenSubscriptions(ListenSubscriptionsRequest.getDefaultInstance(),
          new AnswerObserver<>(loop, this::subscriptionHeard, this::subscriptionsEnded));
    }
  }

  private void subscriptionHeard(SubscriptionMessage message) {
    if (!ended) {
      listener.subscription(client, message);
    }
  }

  /** A manager that passes on no logs is as good as any other. */
  private void subscriptionsEnded(Status status) {
    if (status.getCode() != Status.Code.UNIMPLEMENTED) {
      fail(status.isOk() ? Status.UNAVAILABLE.withDescription("the manager ended the log subscriptions") : status);
    }
  }

  private void beat() {
    answerTimer = failAfter(times.answer(), "heartbeat timed out");
    client.heartbeat(
        HeartbeatRequest.newBuilder().setSessionId(id).build(),
        new AnswerObserver<HeartbeatResponse>(loop, this::beatAnswered, this::callEnded));
  }

  private void beatAnswered(HeartbeatResponse response) {
    if (!ended) {
      answerTimer.cancel();
      Duration period = Duration.ofSeconds(response.getPeriod().getSeconds(), response.getPeriod().getNanos());
      beatTimer = loop.schedule(period, this::beat);
    }
  }

  /** Sends statuses. A manager that does not know the node or task settles them too; any other failure ends all. */
  void report(List<TaskStatusUpdate> updates, Runnable settled) {
    Timer patience = failAfter(times.report(), "status report timed out");
    UpdateTaskStatusRequest request =
        UpdateTaskStatusRequest.newBuilder().setSessionId(id).addAllUpdates(updates).build();
    client.updateTaskStatus(request, new AnswerObserver<UpdateTaskStatusResponse>(loop, answer -> {}, status -> {
      patience.cancel();
      if (ended) {
        return;
      }
      if (status.isOk() || status.getCode() == Status.Code.NOT_FOUND) {
        settled.run();
      } else {
        fail(status);
      }
    }));
  }

  /** Makes another call over this connection; its failure is the caller's alone, and the session's end is one. */
  <A> void call(BiConsumer<DispatcherClient, StreamObserver<A>> method, CompletableFuture<A> answer) {
    method.accept(client, new AnswerObserver<>(loop, answer::complete,
        status -> answer.completeExceptionally(status.asRuntimeException())));
  }

  private Timer failAfter(Duration limit, String text) {
    return loop.schedule(limit, () -> fail(Status.DEADLINE_EXCEEDED.withDescription(text)));
  }

  private void streamEnded(Status status) {
    fail(status.isOk() ? Status.UNAVAILABLE.withDescription("the manager ended the session") : status);
  }

  private void callEnded(Status status) {
    if (!status.isOk()) {
      fail(status);
    }
  }

  private void fail(Status failure) {
    if (!ended) {
      close(false);
      listener.failed(this, failure);
    }
  }

  /** Ends the session without a word to the listener. */
  void close(boolean succeeded) {
    if (!ended) {
      ended = true;
      answerTimer.cancel();
      beatTimer.cancel();
      assignments.close();
      listener.over();
      client.close(succeeded);
    }
  }

  boolean isRegistered() {
    return registered && !ended;
  }

  String id() {
    return id;
  }
}
