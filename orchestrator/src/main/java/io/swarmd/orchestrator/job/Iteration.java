package io.swarmd.orchestrator.job;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.Version;
import io.swarmd.model.task.TaskStates;

/**
 * The run of a job that counts now; each update of the job begins another.
 *
 * @param number a job that says none is in its first, number 0
 */
public record Iteration(Version number) {

  public static Iteration of(Service job) {
    return new Iteration(job.getJobStatus().getJobIteration());
  }

  /** Whether the task is of this run. */
  public boolean counts(Task task) {
    return task.getJobIteration().equals(number);
  }

  /** Whether the task is of this run and is meant to run to an end it has not reached; a failed one is. */
  boolean live(Task task) {
    return counts(task) && TaskStates.wanted(task) && !TaskStates.completed(task);
  }

  /** Whether the task ran to its end in this run; one that is to vanish went with its node. */
  boolean completed(Task task) {
    return counts(task) && TaskStates.completed(task) && !TaskStates.leaving(task);
  }

  /** Whether the task is of another run and nobody has told it to vanish yet. */
  boolean outdated(Task task) {
    return !counts(task) && !TaskStates.leaving(task);
  }
}
