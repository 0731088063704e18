package io.swarmd.model.task;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;

/**
 * Questions about the observed and the desired state of a task. States are compared by their numbers, so that a state
 * of a later version still has its place (orchestration sheet, 2.1 to 2.4).
 */
public final class TaskStates {

  private TaskStates() {}

  /** The task has ended: observed above RUNNING. */
  public static boolean terminal(Task task) {
    return observed(task) > TaskState.RUNNING_VALUE;
  }

  /** The task is on an agent and has not ended: observed from ASSIGNED to RUNNING. */
  public static boolean onAgent(Task task) {
    return observed(task) >= TaskState.ASSIGNED_VALUE && observed(task) <= TaskState.RUNNING_VALUE;
  }

  /** No agent has been given the task: observed below ASSIGNED. */
  public static boolean unassigned(Task task) {
    return observed(task) < TaskState.ASSIGNED_VALUE;
  }

  /** What the task is started for: to run to its end if it is a job's, else to run. */
  public static TaskState goal(Task task) {
    return task.hasJobIteration() ? TaskState.COMPLETE : TaskState.RUNNING;
  }

  /** The task is meant to run, or to have run to its end: desired at most its goal. */
  public static boolean wanted(Task task) {
    return desired(task) <= goal(task).getNumber();
  }

  /** The task ran to its end with success. */
  public static boolean completed(Task task) {
    return observed(task) == TaskState.COMPLETE_VALUE;
  }

  /** The task ended without being asked to, and not by reaching its goal. */
  public static boolean failed(Task task) {
    return wanted(task) && terminal(task) && observed(task) != goal(task).getNumber();
  }

  /** The task is to vanish: desired REMOVE. */
  public static boolean leaving(Task task) {
    return desired(task) >= TaskState.REMOVE_VALUE;
  }

  /** A task that is to vanish and that no agent runs: it may be deleted at once (orchestration sheet, 12.1). */
  public static boolean removable(Task task) {
    return leaving(task) && (unassigned(task) || observed(task) >= TaskState.COMPLETE_VALUE);
  }

  /** The task in a desired state, which never goes down: a task that wants more already is returned as it is. */
  public static Task desire(Task task, TaskState desired) {
    return desired(task) >= desired.getNumber() ? task : task.toBuilder().setDesiredState(desired).build();
  }

  public static int observed(Task task) {
    return task.getStatus().getStateValue();
  }

  public static int desired(Task task) {
    return task.getDesiredStateValue();
  }
}
