package io.swarmd.agent.session;

import io.grpc.Status;
import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.AssignmentsRequest;
import io.swarmd.api.TasksMessage;
import io.swarmd.api.TasksRequest;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the manager wants of this node (dispatch sheet, 2.1). Each message says on which one it builds; one that does
 * not build on the last is dropped and the stream opened anew, which brings a complete set. A manager without this
 * method is asked by the older one. Belongs to the session's loop.
 */
final class AssignmentStream {

  /** Takes messages that fit. */
  interface Receiver {
    void assignments(AssignmentsMessage message);

    void tasks(TasksMessage message);
  }

  private final EventLoop loop;
  private final SessionTimes times;
  private final DispatcherClient client;
  private final Receiver receiver;
  private final Consumer<Status> failed;
  private DispatcherClient.Call call = () -> {};
  private Timer patience = () -> {};
  /** Counts openings: what an abandoned stream still says is not heard. */
  private int opening;
  private Optional<String> last = Optional.empty();
  private boolean closed;

  AssignmentStream(
      EventLoop loop, SessionTimes times, DispatcherClient client, Receiver receiver, Consumer<Status> failed) {
    this.loop = loop;
    this.times = times;
    this.client = client;
    this.receiver = receiver;
    this.failed = failed;
  }

  void open(String sessionId) {
    int number = begin();
    call = client.assignments(
        AssignmentsRequest.newBuilder().setSessionId(sessionId).build(),
        new AnswerObserver<>(
            loop,
            message -> ifCurrent(number, () -> heard(sessionId, message)),
            status -> ifCurrent(number, () -> ended(sessionId, status))));
  }

  private void openOlder(String sessionId) {
    int number = begin();
    call = client.tasks(
        TasksRequest.newBuilder().setSessionId(sessionId).build(),
        new AnswerObserver<>(
            loop,
            message -> ifCurrent(number, () -> heardTasks(message)),
            status -> ifCurrent(number, () -> failed.accept(asFailure(status)))));
  }

  private int begin() {
    last = Optional.empty();
    patience.cancel();
    patience = loop.schedule(
        times.report(), () -> failed.accept(Status.DEADLINE_EXCEEDED.withDescription("assignments timed out")));
    return ++opening;
  }

  private void heard(String sessionId, AssignmentsMessage message) {
    patience.cancel();
    if (message.getType() == AssignmentsMessage.Type.COMPLETE || last.equals(Optional.of(message.getAppliesTo()))) {
      last = Optional.of(message.getResultsIn());
      receiver.assignments(message);
    } else if (last.isPresent()) {
      call.cancel();
      open(sessionId);
    } else {
      failed.accept(Status.INTERNAL.withDescription("the first assignments were not complete"));
    }
  }

  private void heardTasks(TasksMessage message) {
    patience.cancel();
    receiver.tasks(message);
  }

  private void ended(String sessionId, Status status) {
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      openOlder(sessionId);
    } else {
      failed.accept(asFailure(status));
    }
  }

  private static Status asFailure(Status status) {
    return status.isOk() ? Status.UNAVAILABLE.withDescription("the manager ended the assignments") : status;
  }

  private void ifCurrent(int number, Runnable task) {
    if (!closed && number == opening) {
      task.run();
    }
  }

  void close() {
    closed = true;
    patience.cancel();
  }
}
