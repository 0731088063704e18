package io.swarmd.orchestrator.job;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.model.constraint.ServiceConstraints;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.task.TaskStates;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one node needs of a global job (orchestration sheet, 7.2).
 *
 * @param create whether the node gets a task
 * @param remove tasks of earlier iterations, or of a node that is gone
 * @param shutDown tasks that stop without a replacement
 * @param restart failed tasks to be replaced as the restart policy says
 */
public record NodeJobPlan(boolean create, List<Task> remove, List<Task> shutDown, List<Task> restart) {

  /**
   * @param node empty when it was removed
   * @param tasks the job's tasks on the node
   * @param mayRestart whether the restart policy allows a replacement of the task
   * @param waiting whether the task is prepared and its delay has not passed
   */
  public static NodeJobPlan of(Optional<Node> node, Collection<Task> tasks, Iteration iteration,
      ServiceConstraints constraints, Predicate<Task> mayRestart, Predicate<Task> waiting) {
    if (node.isEmpty()) {
      return new NodeJobPlan(
          false, tasks.stream().filter(task -> !TaskStates.leaving(task)).toList(), List.of(), List.of());
    }
    JobSlotPlan slot = JobSlotPlan.of(tasks, iteration, task -> false, waiting);
    if (!NodeFitness.holdsGlobalTasks(node.get())) {
      return new NodeJobPlan(false, slot.remove(), tasks.stream().filter(iteration::live).toList(), List.of());
    }
    if (!NodeFitness.takesTasks(node.get()) || !constraints.met(node.get())) {
      List<Task> ended = Stream.concat(slot.shutDown().stream(), slot.restart().stream()).toList();
      return new NodeJobPlan(false, slot.remove(), ended, List.of());
    }
    boolean free = Standing.of(tasks, iteration, mayRestart) == Standing.FREE;
    return new NodeJobPlan(free, slot.remove(), slot.shutDown(), slot.restart());
  }
}
