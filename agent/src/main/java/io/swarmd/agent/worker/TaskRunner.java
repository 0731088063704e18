package io.swarmd.agent.worker;

import io.swarmd.agent.exec.TaskController;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one task from state to state (dispatch sheet, 4.4): one call to its controller at a time, an update cancels
 * the call under way and has the next step decided anew. Lives on the worker's loop and takes no thread of its own, so
 * steps that complete at once follow one another within one turn of the loop.
 */
final class TaskRunner {

  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

  private static final Duration REMOVAL_PAUSE_MAX = Duration.ofMinutes(1);

  /** What a runner needs of its worker. */
  record Surroundings(EventLoop loop, Supplier<Instant> clock, Duration retryPause, StatusSink statuses) {}

  /** Takes each new status of a task. */
  interface StatusSink {
    void changed(String taskId, TaskStatus status);
  }

  private final Surroundings surroundings;
  private final TaskController controller;
  private Task task;
  private Optional<CompletableFuture<Void>> call = Optional.empty();
  private Timer retry = () -> {};
  private boolean closed;

  /** @param task with the status it goes on from */
  TaskRunner(Task task, TaskController controller, Surroundings surroundings) {
    this.task = task;
    this.controller = controller;
    this.surroundings = surroundings;
  }

  /** Takes the steps that are due, until one has to be waited for. */
  void advance() {
    retry.cancel();
    boolean again = true;
    while (again && !closed && call.isEmpty()) {
      again = switch (TaskStep.next(task.getDesiredState(), task.getStatus().getState())) {
        case TaskStep.Pause pause -> false;
        case TaskStep.Move(TaskState state, String message) -> {
          settle(StatusRules.moved(task.getStatus(), state, message), Optional.empty());
          yield true;
        }
        case TaskStep.Call(Operation operation) -> begin(operation);
      };
    }
  }

  /** Makes a call; true when it has ended already and the next step may be taken. */
  private boolean begin(Operation operation) {
    CompletableFuture<Void> begun = callSafely(operation);
    if (begun.isDone()) {
      return ended(operation, begun);
    }
    call = Optional.of(begun);
    begun.whenComplete((nothing, failure) -> surroundings.loop().execute(() -> wakeUp(operation, begun)));
    return false;
  }

  private CompletableFuture<Void> callSafely(Operation operation) {
    try {
      return operation.callOn(controller);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private void wakeUp(Operation operation, CompletableFuture<Void> finished) {
    if (closed || call.filter(finished::equals).isEmpty()) {
      return;
    }
    call = Optional.empty();
    if (ended(operation, finished)) {
      advance();
    }
  }

  private boolean ended(Operation operation, CompletableFuture<Void> finished) {
    try {
      finished.join();
    } catch (CompletionException | CancellationException failure) {
      return failed(failure);
    }
    settle(StatusRules.moved(task.getStatus(), operation.success(), operation.message()), Optional.empty());
    return true;
  }

  private boolean failed(Throwable failure) {
    StatusRules.Failed outcome = StatusRules.failed(task.getStatus(), failure);
    settle(outcome.status(), Optional.of(failure));
    if (outcome.retry()) {
      retry = surroundings.loop().schedule(surroundings.retryPause(), this::advance);
    }
    return !outcome.retry();
  }

  private void settle(TaskStatus next, Optional<Throwable> failure) {
    TaskStatus before = task.getStatus();
    TaskStatus full = StatusRules.withRuntime(next, controller, failure);
    TaskStatus stamped = StatusRules.stamped(before, full, surroundings.clock().get());
    if (!stamped.equals(before)) {
      task = task.toBuilder().setStatus(stamped).build();
      surroundings.statuses().changed(task.getId(), stamped);
    }
  }

  /** Takes the task as the managers now want it, its own status kept; one that asks for less is not believed. */
  void update(Task wanted) {
    if (closed || bare(wanted).equals(bare(task))) {
      return;
    }
    if (!wanted.getId().equals(task.getId())
        || wanted.getDesiredState().getNumber() < task.getDesiredState().getNumber()) {
      log.error("an update of task {} is ignored: its desired state would go back to {}",
          task.getId(), wanted.getDesiredState());
      return;
    }
    task = wanted.toBuilder().setStatus(task.getStatus()).build();
    cancelCall();
    controller.update(task);
    advance();
  }

  private static Task bare(Task task) {
    return task.toBuilder().clearStatus().clearMeta().build();
  }

  private void cancelCall() {
    Optional<CompletableFuture<Void>> cancelled = call;
    call = Optional.empty();
    cancelled.ifPresent(running -> running.cancel(false));
    retry.cancel();
  }

  /** Stops moving the task; what runs of it goes on. */
  void close() {
    closed = true;
    cancelCall();
    controller.close();
  }

  /**
   * Ends the task and what it left. Completes with the first try; one that failed is made again, ever more seldom,
   * until one succeeds (dispatch sheet, 3.5.6 and section 10).
   */
  CompletableFuture<Void> remove() {
    closed = true;
    cancelCall();
    return tryRemoval(surroundings.retryPause());
  }

  private CompletableFuture<Void> tryRemoval(Duration pause) {
    return removeSafely().handle((nothing, failure) -> {
      if (failure == null) {
        controller.close();
      } else {
        log.error("task {} could not be removed and is tried again after {} s: {}",
            task.getId(), pause.toSeconds(), StatusRules.text(failure));
        surroundings.loop().execute(
            () -> surroundings.loop().schedule(pause, () -> tryRemoval(longer(pause))));
      }
      return null;
    });
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(REMOVAL_PAUSE_MAX) < 0 ? twice : REMOVAL_PAUSE_MAX;
  }

  private CompletableFuture<Void> removeSafely() {
    try {
      return controller.remove();
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** Ends the task because its node stops: it failed, so that it is made anew elsewhere. Completes in any case. */
  CompletableFuture<Void> stopWithNode() {
    cancelCall();
    closed = true;
    if (task.getStatus().getState().getNumber() > TaskState.RUNNING.getNumber()) {
      return CompletableFuture.completedFuture(null);
    }
    return callSafely(Operation.SHUTDOWN).handleAsync((nothing, failure) -> {
      String error = failure == null ? "the node was stopped" : "the node was stopped: " + StatusRules.text(failure);
      settle(StatusRules.ended(task.getStatus(), error), Optional.empty());
      return null;
    }, surroundings.loop());
  }

  Task task() {
    return task;
  }
}
