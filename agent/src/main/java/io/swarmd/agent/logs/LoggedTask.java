package io.swarmd.agent.logs;

import io.swarmd.agent.exec.TaskLogs;
import io.swarmd.api.LogContext;
import io.swarmd.api.LogSelector;
import io.swarmd.api.Task;

/** A task of this node whose output can be read. */
record LoggedTask(Task task, TaskLogs logs) {

  /** Whether a manager asks for this task's output (dispatch sheet, 3.8.2). */
  boolean isIn(LogSelector selector) {
    return selector.getTaskIdsList().contains(task.getId())
        || selector.getServiceIdsList().contains(task.getServiceId())
        || selector.getNodeIdsList().contains(task.getNodeId());
  }

  /** What every line of this task is marked with. */
  LogContext context() {
    return LogContext.newBuilder().setServiceId(task.getServiceId()).setNodeId(task.getNodeId()).setTaskId(task.getId())
        .build();
  }
}
