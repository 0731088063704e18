package io.swarmd.orchestrator.job;

import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import java.util.Collection;
import java.util.function.Predicate;

/** How far a slot is in its job's iteration. */
enum Standing {
  /** Nothing here counts: it may get a task. */
  FREE,
  /** A task is on its way to its end, or has failed and waits for its replacement. */
  LIVE,
  /** A task ran to its end; the first that does settles the slot. */
  DONE,
  /** The last task failed and may not be replaced: the slot stays without a completion (orchestration sheet, W23). */
  SPENT;

  /**
   * @param tasks all tasks of the slot, those of other iterations too
   * @param mayRestart whether the restart policy allows a replacement of the task
   */
  static Standing of(Collection<Task> tasks, Iteration iteration, Predicate<Task> mayRestart) {
    if (tasks.stream().anyMatch(iteration::completed)) {
      return DONE;
    }
    if (tasks.stream().anyMatch(iteration::live)) {
      return LIVE;
    }
    return tasks.stream().filter(iteration::counts).max(TaskTime.FIRST_MADE_FIRST)
        .filter(newest -> !TaskStates.leaving(newest) && !mayRestart.test(newest)).isPresent() ? SPENT : FREE;
  }
}
