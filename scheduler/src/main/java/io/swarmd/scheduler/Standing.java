package io.swarmd.scheduler;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.task.TaskStates;

/** What a task is to the scheduler (scheduling sheet, 1.2 and 1.3), told from the task alone. */
public enum Standing {
  /** Not yet, or no longer, its concern. */
  NONE,
  /** Waits for a node. */
  WAITING,
  /** Came with a node, and waits to be confirmed there. */
  PRESET,
  /**
   * Was told to stop before an agent had it. The original places such a task, or leaves it where it is when nothing
   * fits; here it is stopped at once, so that nobody waits for it.
   */
  STOPPING,
  /** Weighs on its node. */
  PLACED;

  public static Standing of(Task task) {
    int observed = TaskStates.observed(task);
    if (observed < TaskState.PENDING_VALUE || observed > TaskState.RUNNING_VALUE) {
      return NONE;
    }
    if (observed > TaskState.PENDING_VALUE) {
      return task.getNodeId().isEmpty() ? NONE : PLACED;
    }
    if (TaskStates.desired(task) > TaskState.COMPLETE_VALUE) {
      return task.getDesiredState() == TaskState.SHUTDOWN ? STOPPING : NONE;
    }
    return task.getNodeId().isEmpty() ? WAITING : PRESET;
  }
}
