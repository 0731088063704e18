package io.swarmd.bench.worker;

import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import java.util.List;

/** Hears what the workers of a fleet do; from any thread, and must not block. */
interface FleetListener {

  /** A manager has accepted these reports. */
  void reported(List<TaskStatusUpdate> updates);

  /** A session ended against the worker's will; it opens another. */
  void sessionLost(String nodeId, Throwable failure);
}
