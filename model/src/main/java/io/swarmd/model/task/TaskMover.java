package io.swarmd.model.task;

/** Who may change the observed state of a task (orchestration sheet, 2.2). */
public enum TaskMover {
  /** Makes tasks: orchestrator, updater, restarts, and the API that attaches containers to networks. */
  MAKER,
  ALLOCATOR,
  SCHEDULER,
  /** The agent, through its reports to the dispatcher. */
  AGENT,
  /** The dispatcher of its own accord, for nodes that stayed away. */
  DISPATCHER,
  /** The control API, when a node is removed. */
  NODE_REMOVAL,
  /** The enforcers of constraints and of drained volumes. */
  ENFORCER
}
