package io.swarmd.simulation.check;

import io.swarmd.model.task.TaskMover;
import java.util.Set;

/** Who writes to the store, and as which movers of tasks (orchestration sheet, 2.2). */
public enum Part {
  ORCHESTRATOR(TaskMover.MAKER),
  ALLOCATOR(TaskMover.ALLOCATOR),
  SCHEDULER(TaskMover.SCHEDULER),
  DISPATCHER(TaskMover.AGENT, TaskMover.DISPATCHER),
  ENFORCER(TaskMover.ENFORCER),
  CONTROL_API(TaskMover.NODE_REMOVAL),
  REAPER;

  private final Set<TaskMover> movers;

  Part(TaskMover... movers) {
    this.movers = Set.of(movers);
  }

  Set<TaskMover> movers() {
    return movers;
  }
}
