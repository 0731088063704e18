package io.swarmd.orchestrator.replicated;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.task.TaskStates;
import java.util.List;
import java.util.Optional;

/**
 * A slot that counts as a replica.
 *
 * @param updatable the tasks that stand for it; never empty
 * @param all these and the slot's history
 */
public record ReplicaSlot(long number, List<Task> updatable, List<Task> all) {

  boolean running() {
    return updatable.stream().anyMatch(task -> TaskStates.observed(task) == TaskState.RUNNING_VALUE);
  }

  /** The node that holds the slot; empty when it has none yet, or several tasks. */
  Optional<String> node() {
    return updatable.size() == 1
        ? Optional.of(updatable.getFirst().getNodeId()).filter(id -> !id.isEmpty()) : Optional.empty();
  }
}
