package io.swarmd.model.node;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
import java.util.Optional;

/** Whether tasks may stay on a node, and whether new ones may come (orchestration sheet, 5.9, section 6 and 17). */
public final class NodeFitness {

  private NodeFitness() {}

  /** A node that is gone, down or drained loses its tasks; an unknown, disconnected or paused one keeps them. */
  public static boolean losesTasks(Optional<Node> node) {
    return node.isEmpty() || down(node.get()) || drained(node.get());
  }

  /** Whether global services have a task on the node: it is neither drained nor down. */
  public static boolean holdsGlobalTasks(Node node) {
    return !down(node) && !drained(node);
  }

  /** Whether the node is given new tasks of global jobs: it is ready and its availability is active. */
  public static boolean takesTasks(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY
        && node.getSpec().getAvailability() == NodeSpec.Availability.ACTIVE;
  }

  public static boolean down(Node node) {
    return node.getStatus().getState() == NodeStatus.State.DOWN;
  }

  public static boolean drained(Node node) {
    return node.getSpec().getAvailability() == NodeSpec.Availability.DRAIN;
  }

  public static boolean paused(Node node) {
    return node.getSpec().getAvailability() == NodeSpec.Availability.PAUSE;
  }
}
