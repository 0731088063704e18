package io.swarmd.model.task;

import io.swarmd.api.Task;
import io.swarmd.api.TaskStatus;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** When a task and its status came to be: the order of newer and older tasks (orchestration sheet, 2.6). */
public final class TaskTime {

  /** Tasks without any time come first; tasks of one time in the order of their ids. */
  public static final Comparator<Task> OLDEST_FIRST =
      Comparator.comparing((Task task) -> of(task).orElse(Instant.MIN)).thenComparing(Task::getId);

  /**
   * In the order in which they were made, where that is known. A task that was replaced may end long after the one that
   * took its place.
   */
  public static final Comparator<Task> FIRST_MADE_FIRST =
      Comparator.comparing(TaskTime::made).thenComparing(OLDEST_FIRST);

  private TaskTime() {}

  /** When the leader applied the status, else when the status was made. */
  public static Optional<Instant> of(Task task) {
    TaskStatus status = task.getStatus();
    if (status.hasAppliedAt()) {
      return Optional.of(WireTime.instant(status.getAppliedAt()));
    }
    return status.hasTimestamp() ? Optional.of(WireTime.instant(status.getTimestamp())) : Optional.empty();
  }

  /** When the task was created; the epoch when that is not known. */
  public static Instant made(Task task) {
    return WireTime.instant(task.getMeta().getCreatedAt());
  }
}
