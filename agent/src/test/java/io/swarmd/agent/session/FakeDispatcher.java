package io.swarmd.agent.session;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.agent.dispatch.DispatcherConnections;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.AssignmentsRequest;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.api.AttachNetworkResponse;
import io.swarmd.api.DetachNetworkRequest;
import io.swarmd.api.DetachNetworkResponse;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.HeartbeatResponse;
import io.swarmd.api.ListenSubscriptionsRequest;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.api.TasksMessage;
import io.swarmd.api.TasksRequest;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusResponse;
import io.swarmd.loop.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** A manager's dispatcher as far as an agent sees it; every answer can be made to fail or to stay away. */
public final class FakeDispatcher implements DispatcherConnections {

  /** How a call is answered. */
  public enum Mood { ANSWERS, FAILS, HANGS }

  public final List<java.time.Duration> connectedAt = new ArrayList<>();
  public final List<SessionRequest> sessions = new ArrayList<>();
  public final List<Boolean> closed = new ArrayList<>();
  public final List<AssignmentsRequest> assignmentRequests = new ArrayList<>();
  public final List<TaskStatusUpdate> reported = new ArrayList<>();
  public final List<Integer> batches = new ArrayList<>();
  public int beats;
  public Mood sessionMood = Mood.ANSWERS;
  public Mood beatMood = Mood.ANSWERS;
  public Mood attachMood = Mood.ANSWERS;
  public final List<AttachNetworkRequest> attached = new ArrayList<>();
  public final List<String> detached = new ArrayList<>();
  public Status failure = Status.UNAVAILABLE.withDescription("away");
  public Function<UpdateTaskStatusRequest, Status> reportAnswer = request -> Status.OK;
  public boolean knowsAssignments = true;
  public boolean knowsLogs = true;
  public boolean logsJammed;
  public final List<PublishLogsMessage> published = new ArrayList<>();
  public int logCallsCompleted;
  public int logCallsCancelled;
  public SessionMessage message = SessionMessage.newBuilder().setSessionId("session-1").build();
  public AssignmentsMessage first =
      AssignmentsMessage.newBuilder().setType(AssignmentsMessage.Type.COMPLETE).setResultsIn("1").build();
  public TasksMessage firstTasks = TasksMessage.getDefaultInstance();

  private final Environment environment;
  private StreamObserver<SessionMessage> session;
  private StreamObserver<AssignmentsMessage> assignments;
  private StreamObserver<SubscriptionMessage> subscriptions;
  private Runnable logsReady = () -> {};
  private Runnable logsEnded = () -> {};

  public FakeDispatcher(Environment environment) {
    this.environment = environment;
  }

  @Override
  public DispatcherClient connect(Executor callbacks) {
    connectedAt.add(java.time.Duration.ofNanos(environment.monotonicNanos()));
    return new Client(callbacks);
  }

  public void send(SessionMessage later) {
    session.onNext(later);
  }

  public void send(AssignmentsMessage later) {
    assignments.onNext(later);
  }

  public void send(SubscriptionMessage later) {
    subscriptions.onNext(later);
  }

  public void endSubscriptions() {
    subscriptions.onCompleted();
  }

  /** The transport takes lines again. */
  public void unjamLogs() {
    logsJammed = false;
    logsReady.run();
  }

  /** The manager ends the last stream of lines. */
  public void endLogCall() {
    logsEnded.run();
  }

  public boolean hasAssignmentStream() {
    return assignments != null;
  }

  public void breakSession() {
    session.onError(failure.asRuntimeException());
  }

  /** One stream of lines. */
  private final class Lines implements DispatcherClient.LogCall {
    @Override
    public boolean ready() {
      return !logsJammed;
    }

    @Override
    public void send(PublishLogsMessage message) {
      published.add(message);
    }

    @Override
    public void complete() {
      logCallsCompleted++;
    }

    @Override
    public void cancel() {
      logCallsCancelled++;
    }
  }

  /** One connection. */
  private final class Client implements DispatcherClient {

    private final Executor callbacks;

    Client(Executor callbacks) {
      this.callbacks = callbacks;
    }

    private <A> Call answer(Mood mood, A answer, StreamObserver<A> to) {
      callbacks.execute(() -> {
        switch (mood) {
          case ANSWERS -> to.onNext(answer);
          case FAILS -> to.onError(failure.asRuntimeException());
          case HANGS -> { }
        }
      });
      return () -> {};
    }

    @Override
    public Call session(SessionRequest request, StreamObserver<SessionMessage> answers) {
      sessions.add(request);
      session = answers;
      return answer(sessionMood, message, answers);
    }

    @Override
    public Call assignments(AssignmentsRequest request, StreamObserver<AssignmentsMessage> answers) {
      assignmentRequests.add(request);
      assignments = answers;
      if (!knowsAssignments) {
        callbacks.execute(() -> answers.onError(Status.UNIMPLEMENTED.asRuntimeException()));
        return () -> {};
      }
      return answer(Mood.ANSWERS, first, answers);
    }

    @Override
    public Call tasks(TasksRequest request, StreamObserver<TasksMessage> answers) {
      return answer(Mood.ANSWERS, firstTasks, answers);
    }

    @Override
    public Call heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> to) {
      beats++;
      return answer(
          beatMood, HeartbeatResponse.newBuilder().setPeriod(Duration.newBuilder().setSeconds(5)).build(), to);
    }

    @Override
    public Call updateTaskStatus(UpdateTaskStatusRequest request, StreamObserver<UpdateTaskStatusResponse> to) {
      Status status = reportAnswer.apply(request);
      callbacks.execute(() -> {
        if (status.isOk()) {
          reported.addAll(request.getUpdatesList());
          batches.add(request.getUpdatesCount());
          to.onNext(UpdateTaskStatusResponse.getDefaultInstance());
          to.onCompleted();
        } else {
          to.onError(status.asRuntimeException());
        }
      });
      return () -> {};
    }

    @Override
    public Call attachNetwork(AttachNetworkRequest request, StreamObserver<AttachNetworkResponse> to) {
      attached.add(request);
      return answer(attachMood, AttachNetworkResponse.newBuilder().setAttachmentId("attachment-1").build(), to);
    }

    @Override
    public Call detachNetwork(DetachNetworkRequest request, StreamObserver<DetachNetworkResponse> to) {
      detached.add(request.getAttachmentId());
      return answer(attachMood, DetachNetworkResponse.getDefaultInstance(), to);
    }

    @Override
    public Call listenSubscriptions(ListenSubscriptionsRequest request, StreamObserver<SubscriptionMessage> answers) {
      subscriptions = answers;
      if (!knowsLogs) {
        callbacks.execute(() -> answers.onError(Status.UNIMPLEMENTED.asRuntimeException()));
      }
      return () -> {};
    }

    @Override
    public LogCall publishLogs(Runnable ready, Runnable ended) {
      logsReady = ready;
      logsEnded = ended;
      return new Lines();
    }

    @Override
    public void close(boolean succeeded) {
      closed.add(succeeded);
    }
  }
}
