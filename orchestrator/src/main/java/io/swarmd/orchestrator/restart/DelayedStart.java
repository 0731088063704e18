package io.swarmd.orchestrator.restart;

import io.swarmd.api.Task;
import io.swarmd.model.restart.RestartRule;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskTime;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A task that is prepared and waits for its time, and for the task it follows to stop (orchestration sheet, 9.3).
 *
 * @param taskId the task that waits, desired READY
 * @param notBefore when its delay ends
 * @param awaited the task that has to stop first; empty when none, or once it did
 */
public record DelayedStart(String taskId, Slot slot, Instant notBefore, Optional<Awaited> awaited) {

  /** The least time a task that has to stop is waited for. */
  public static final Duration STOP_WAIT = Duration.ofSeconds(60);
  /** Added to the grace period of a task that takes longer to stop: for the report to come in. */
  public static final Duration STOP_MARGIN = Duration.ofSeconds(5);

  /**
   * A task whose end is awaited.
   *
   * @param giveUp when it is waited for no longer
   */
  public record Awaited(String taskId, String nodeId, Instant giveUp) {}

  /** The replacement of a task, decided at this moment. */
  public static DelayedStart of(
      Task task, Slot slot, Duration delay, Optional<Task> stopsFirst, Instant now) {
    return new DelayedStart(task.getId(), slot, now.plus(delay), stopsFirst.map(old ->
        new Awaited(old.getId(), old.getNodeId(), now.plus(stopWait(old)))));
  }

  /**
   * The start of a task that was found waiting (orchestration sheet, 8.4). What is left of its delay passes, and no
   * task is awaited. A task from the future has the whole delay before it, one without a time none.
   */
  public static DelayedStart found(Task task, Slot slot, Instant now) {
    Duration delay = RestartRule.of(task.getSpec()).delay();
    Instant notBefore = TaskTime.of(task).map(since -> since.isAfter(now) ? now : since)
        .map(since -> since.plus(delay)).orElse(now);
    return new DelayedStart(task.getId(), slot, notBefore, Optional.empty());
  }

  private static Duration stopWait(Task old) {
    if (!old.getSpec().getContainer().hasStopGracePeriod()) {
      return STOP_WAIT;
    }
    Duration grace = WireTime.duration(old.getSpec().getContainer().getStopGracePeriod()).plus(STOP_MARGIN);
    return grace.compareTo(STOP_WAIT) > 0 ? grace : STOP_WAIT;
  }

  DelayedStart awaitingNothing() {
    return new DelayedStart(taskId, slot, notBefore, Optional.empty());
  }

  /** When the task may start at the latest. */
  Instant dueAt() {
    return awaited.map(Awaited::giveUp).filter(notBefore::isBefore).orElse(notBefore);
  }
}
