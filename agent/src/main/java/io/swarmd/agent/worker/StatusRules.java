package io.swarmd.agent.worker;

import com.google.protobuf.Timestamp;
import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TemporaryFailure;
import io.swarmd.api.ContainerStatus;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** How a step that ended changes a task's status (dispatch sheet, 4.2 and 4.3). Pure. */
final class StatusRules {

  private StatusRules() {}

  /** A failure's effect: the status after it, and whether the call is to be made again. */
  record Failed(TaskStatus status, boolean retry) {}

  static TaskStatus moved(TaskStatus before, TaskState state, String message) {
    return before.toBuilder().setState(state).setMessage(message).clearErr().build();
  }

  /** A cancelled call is repeated silently, a temporary failure with its error shown; any other ends the task. */
  static Failed failed(TaskStatus before, Throwable failure) {
    if (chain(failure).anyMatch(StatusRules::isInterruption)) {
      return new Failed(before, true);
    }
    String error = text(failure);
    if (chain(failure).anyMatch(TemporaryFailure.class::isInstance)) {
      return new Failed(before.toBuilder().setErr(error).build(), true);
    }
    return new Failed(ended(before, error), false);
  }

  /** The status of a task that cannot go on: refused when it never began to start, else failed. */
  static TaskStatus ended(TaskStatus before, String error) {
    boolean begun = before.getState().getNumber() >= TaskState.STARTING.getNumber();
    return before.toBuilder().setState(begun ? TaskState.FAILED : TaskState.REJECTED).setErr(error).build();
  }

  /** The status after a controller was made: a new task is accepted, one on its way keeps its state. */
  static TaskStatus resolved(TaskStatus before) {
    return before.getState().getNumber() < TaskState.ACCEPTED.getNumber()
        ? moved(before, TaskState.ACCEPTED, "accepted")
        : before;
  }

  /** The status after no controller could be made; a task that has ended keeps its state. */
  static TaskStatus unresolved(TaskStatus before, Throwable failure) {
    TaskStatus explained =
        before.toBuilder().setMessage("resolving controller failed").setErr(text(failure)).build();
    return before.getState().getNumber() > TaskState.RUNNING.getNumber() ? explained : ended(explained, text(failure));
  }

  /** Adds what is known of the container or process to a status from STARTING on (4.3.4). */
  static TaskStatus withRuntime(TaskStatus status, TaskController controller, Optional<Throwable> failure) {
    if (status.getState().getNumber() < TaskState.STARTING.getNumber()) {
      return status;
    }
    TaskStatus.Builder told = status.toBuilder();
    Optional<ContainerStatus> ofFailure = failure.flatMap(StatusRules::exit).map(ExitFailure::status);
    ofFailure.or(controller::containerStatus).ifPresentOrElse(told::setContainer, () -> {
      if (!status.hasContainer()) {
        told.setContainer(ContainerStatus.getDefaultInstance());
      }
    });
    controller.portStatus().ifPresent(told::setPortStatus);
    return told.build();
  }

  /** Stamps a status that differs from the one before; a wall clock that jumped back does not move the stamp back. */
  static TaskStatus stamped(TaskStatus before, TaskStatus after, Instant now) {
    if (after.toBuilder().clearTimestamp().build().equals(before.toBuilder().clearTimestamp().build())) {
      return before;
    }
    Instant earlier = Instant.ofEpochSecond(before.getTimestamp().getSeconds(), before.getTimestamp().getNanos());
    Instant stamp = now.isBefore(earlier) ? earlier : now;
    return after.toBuilder()
        .setTimestamp(Timestamp.newBuilder().setSeconds(stamp.getEpochSecond()).setNanos(stamp.getNano()))
        .build();
  }

  /** A failure's own words, without the wrappings of futures. */
  static String text(Throwable failure) {
    Throwable told = failure;
    while (told instanceof CompletionException && told.getCause() != null) {
      told = told.getCause();
    }
    return told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
  }

  private static Optional<ExitFailure> exit(Throwable failure) {
    return chain(failure).filter(ExitFailure.class::isInstance).map(ExitFailure.class::cast).findFirst();
  }

  private static boolean isInterruption(Throwable failure) {
    return failure instanceof CancellationException || failure instanceof TimeoutException;
  }

  private static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, link -> link != null, Throwable::getCause);
  }
}
