package io.swarmd.orchestrator.update;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import java.util.List;
import java.util.Optional;

/** What an update does in one slot (orchestration sheet, 10.2). */
public sealed interface UpdateStep {

  /** The slot is as it should be. */
  record Nothing() implements UpdateStep {}

  /** A task of the slot is up to date and stays; the others stop. */
  record Keep(Task kept, List<Task> others) implements UpdateStep {

    /** Those it took the place of, which the slot's history keeps. */
    List<Task> older() {
      return others.stream().filter(task -> !younger(task)).toList();
    }

    /** Those that were to take its place. They leave no trace: the last word on the slot is that of the kept one. */
    List<Task> younger() {
      return others.stream().filter(this::younger).toList();
    }

    private boolean younger(Task task) {
      return TaskTime.made(task).isAfter(TaskTime.made(kept));
    }
  }

  /** A new task takes the place of these, which may be none. */
  record Replace(List<Task> old) implements UpdateStep {}

  /** @param updatable the tasks that stand for the slot */
  static UpdateStep of(List<Task> updatable, TaskDrift drift) {
    if (updatable.isEmpty() || !drift.dirty(updatable)) {
      return new Nothing();
    }
    List<Task> wanted = updatable.stream().filter(TaskStates::wanted).toList();
    return upToDate(wanted, drift)
        .<UpdateStep>map(kept -> new Keep(kept, wanted.stream().filter(task -> task != kept).toList()))
        .orElseGet(() -> new Replace(wanted));
  }

  /** The first that is released to run, else the last that is not. */
  private static Optional<Task> upToDate(List<Task> wanted, TaskDrift drift) {
    List<Task> clean = wanted.stream().filter(task -> !drift.dirty(task)).toList();
    return clean.stream().filter(UpdateStep::released).findFirst()
        .or(() -> clean.isEmpty() ? Optional.empty() : Optional.of(clean.getLast()));
  }

  static boolean released(Task task) {
    return TaskStates.desired(task) == TaskState.RUNNING_VALUE;
  }
}
