package io.swarmd.orchestrator.global;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.model.constraint.ServiceConstraints;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.task.TaskStates;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a changed node needs of one global service (orchestration sheet, section 6, node events).
 *
 * @param create whether the node gets a task
 * @param shutDown tasks that have to stop
 * @param delete tasks of a node that is gone
 */
public record NodePlan(boolean create, List<Task> shutDown, List<Task> delete) {

  public static final NodePlan NOTHING = new NodePlan(false, List.of(), List.of());

  /**
   * @param node empty when it was removed
   * @param tasks the service's tasks on the node
   * @param updatable gives the tasks that stand for a slot
   */
  public static NodePlan of(Optional<Node> node, Collection<Task> tasks, ServiceConstraints constraints,
      TaskDrift drift, UnaryOperator<List<Task>> updatable) {
    if (node.isEmpty()) {
      return new NodePlan(false, List.of(), List.copyOf(tasks));
    }
    if (!NodeFitness.holdsGlobalTasks(node.get())) {
      return new NodePlan(false, wanted(tasks), List.of());
    }
    if (NodeFitness.paused(node.get()) || !constraints.met(node.get())) {
      return NOTHING;
    }
    List<Task> standing = updatable.apply(List.copyOf(tasks));
    Optional<Task> kept = standing.stream().filter(task -> !drift.dirty(task)).findFirst();
    List<Task> others = standing.stream().filter(task -> kept.filter(task::equals).isEmpty()).toList();
    return new NodePlan(kept.isEmpty(), wanted(others), List.of());
  }

  private static List<Task> wanted(Collection<Task> tasks) {
    return tasks.stream().filter(TaskStates::wanted).toList();
  }
}
