package io.swarmd.orchestrator.rebalance;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.task.TaskStates;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What is next for a slot that moves. */
enum MoveStep {
  /** The newcomer is not as far yet. */
  WAIT,
  /** The newcomer is ready to take over: the old task stops, and with it the wait of a newcomer that waits for that. */
  TAKE_OVER,
  /** The old task is lost: the newcomer need wait for nothing. */
  STAND_IN,
  /** The newcomer did not come up: it goes, and the old task stays. */
  GIVE_UP;

  /**
   * @param order that of the service's updates: stop-first has the newcomer prepared before the old task stops,
   *     start-first has it running
   * @param nodes finds a node by its id
   */
  static MoveStep of(Moving moving, UpdateOrder order, Function<String, Optional<Node>> nodes, Instant now) {
    Task newcomer = moving.newcomer();
    if (TaskStates.terminal(newcomer) || NodeFitness.losesTasks(nodes.apply(newcomer.getNodeId()))) {
      return GIVE_UP;
    }
    Task old = moving.old();
    if (TaskStates.terminal(old)
        || !old.getNodeId().isEmpty() && NodeFitness.losesTasks(nodes.apply(old.getNodeId()))) {
      return STAND_IN;
    }
    if (TaskStates.unassigned(newcomer)) {
      return moving.refused() && moving.patienceOver(now) ? GIVE_UP : WAIT;
    }
    // One that was made to wait for the old task's end gets no further than prepared, whatever the order is now.
    boolean comesUp = order == UpdateOrder.START_FIRST && TaskStates.desired(newcomer) >= TaskState.RUNNING_VALUE;
    int enough = comesUp ? TaskState.RUNNING_VALUE : TaskState.READY_VALUE;
    return TaskStates.observed(newcomer) >= enough ? TAKE_OVER : WAIT;
  }
}
