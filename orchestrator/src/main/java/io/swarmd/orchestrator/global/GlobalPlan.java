package io.swarmd.orchestrator.global;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.model.constraint.ServiceConstraints;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.task.TaskStates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a changed global service needs (orchestration sheet, section 6).
 *
 * @param create ids of nodes that get a task
 * @param update the tasks on nodes that keep theirs, for the update to go through
 * @param shutDown tasks by node that have to stop
 */
public record GlobalPlan(List<String> create, Map<String, List<Task>> update, Map<String, List<Task>> shutDown) {

  /**
   * @param tasks all tasks of the service
   * @param updatable gives the tasks that stand for a slot
   */
  public static GlobalPlan of(Collection<Node> nodes, Collection<Task> tasks, ServiceConstraints constraints,
      UnaryOperator<List<Task>> updatable) {
    TreeMap<String, List<Task>> onNode =
        tasks.stream().collect(Collectors.groupingBy(Task::getNodeId, TreeMap::new, Collectors.toList()));
    onNode.replaceAll((node, all) -> updatable.apply(all));
    onNode.values().removeIf(List::isEmpty);
    List<String> create = new ArrayList<>();
    TreeMap<String, List<Task>> update = new TreeMap<>();
    TreeMap<String, List<Task>> shutDown = new TreeMap<>();
    for (Node node : nodes) {
      if (!NodeFitness.holdsGlobalTasks(node)) {
        continue;
      }
      List<Task> here = onNode.remove(node.getId());
      if (!constraints.met(node)) {
        stop(shutDown, node.getId(), here);
      } else if (NodeFitness.paused(node)) {
        continue;
      } else if (here == null) {
        create.add(node.getId());
      } else {
        update.put(node.getId(), here);
      }
    }
    // What is left is on nodes that are drained, down or gone.
    onNode.forEach((node, here) -> stop(shutDown, node, here));
    return new GlobalPlan(create, update, shutDown);
  }

  private static void stop(TreeMap<String, List<Task>> shutDown, String node, List<Task> tasks) {
    List<Task> wanted = tasks == null ? List.of() : tasks.stream().filter(TaskStates::wanted).toList();
    if (!wanted.isEmpty()) {
      shutDown.put(node, wanted);
    }
  }
}
