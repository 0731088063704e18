package io.swarmd.simulation.machine;

import io.swarmd.simulation.check.Violations;
import java.util.HashMap;
import java.util.Map;

/** Every start of a task on any machine: no task runs twice (orchestration sheet, 2.2, rule 3). */
public final class RunLedger {

  private final Violations violations;
  private final Map<String, String> nodeByTask = new HashMap<>();

  public RunLedger(Violations violations) {
    this.violations = violations;
  }

  void started(String taskId, String nodeId) {
    String earlier = nodeByTask.putIfAbsent(taskId, nodeId);
    if (earlier != null) {
      violations.add("task " + taskId + " was started on " + earlier + " and again on " + nodeId);
    }
  }

  /** How many tasks were started. */
  public int starts() {
    return nodeByTask.size();
  }
}
