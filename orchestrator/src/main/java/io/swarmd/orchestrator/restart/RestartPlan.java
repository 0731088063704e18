package io.swarmd.orchestrator.restart;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.restart.RestartHistory;
import io.swarmd.model.restart.RestartRule;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is done about the failed tasks of one slot (orchestration sheet, 9.1): all are shut down, and one replacement
 * takes their place if the policy of the newest that may be replaced allows it.
 *
 * @param shutDown the failed tasks
 * @param replacement empty when the slot stays as it is
 */
public record RestartPlan(List<Task> shutDown, Optional<Replacement> replacement) {

  /**
   * How a replacement starts.
   *
   * @param delay before it may start
   * @param stopsFirst the old task whose end it awaits; empty when it need not
   */
  public record Replacement(Duration delay, Optional<Task> stopsFirst) {}

  /**
   * @param failed tasks meant to run that ended or whose node no longer holds them; not empty
   * @param nodes finds a node by its id
   */
  public static RestartPlan of(Collection<Task> failed, RestartHistory history,
      Function<String, Optional<Node>> nodes) {
    return new RestartPlan(List.copyOf(failed),
        failed.stream().filter(history::allowsRestartOf).max(TaskTime.OLDEST_FIRST)
            .map(task -> replacementOf(task, nodes.apply(task.getNodeId()))));
  }

  /** The same plan for a service that wants the tasks of removed nodes replaced at once: without a delay for those. */
  public RestartPlan withoutDelayAfterRemoval(Function<String, Optional<Node>> nodes) {
    boolean removed = shutDown.stream()
        .anyMatch(task -> !task.getNodeId().isEmpty() && nodes.apply(task.getNodeId()).isEmpty());
    return removed
        ? new RestartPlan(shutDown, replacement.map(it -> new Replacement(Duration.ZERO, it.stopsFirst()))) : this;
  }

  private static Replacement replacementOf(Task old, Optional<Node> node) {
    Duration delay = node.filter(NodeFitness::drained).isPresent()
        ? Duration.ZERO : RestartRule.of(old.getSpec()).delay();
    boolean awaitsStop = !TaskStates.terminal(old) && node.filter(NodeFitness::down).isEmpty();
    return new Replacement(delay, awaitsStop ? Optional.of(old) : Optional.empty());
  }
}
