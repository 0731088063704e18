package io.swarmd.orchestrator.rebalance;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import io.swarmd.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A slot that moves: two tasks on two nodes, both what the service asks for. It is told from the tasks alone, so that a
 * new leader goes on with the move.
 *
 * @param old the task that is to make way
 * @param newcomer the task that takes its place, made for its node
 */
record Moving(Task old, Task newcomer) {

  /** How long a newcomer for which there is no room may wait for some. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** @param slot all tasks of the slot */
  static Optional<Moving> of(Collection<Task> slot, TaskDrift drift) {
    List<Task> wanted = slot.stream().filter(TaskStates::wanted).toList();
    if (wanted.size() != 2 || wanted.stream().anyMatch(drift::dirty)) {
      return Optional.empty();
    }
    Task newcomer = newest(wanted);
    Task old = wanted.getFirst() == newcomer ? wanted.getLast() : wanted.getFirst();
    boolean elsewhere = !newcomer.getNodeId().isEmpty() && !newcomer.getNodeId().equals(old.getNodeId());
    return cameUp(old) && elsewhere ? Optional.of(new Moving(old, newcomer)) : Optional.empty();
  }

  /**
   * The task made last: the one that has not come up, as only tasks that run make way, else the one that changed last.
   * The times at which tasks were made do not tell, as a leader's clock may be behind that of another before it.
   */
  static Task newest(List<Task> tasks) {
    return tasks.stream().max(Comparator.comparing((Task task) -> !cameUp(task)).thenComparing(Table.TASK::version)
        .thenComparing(Task::getId)).orElseThrow();
  }

  private static boolean cameUp(Task task) {
    return TaskStates.observed(task) >= TaskState.RUNNING_VALUE;
  }

  /** Whether the newcomer was told why it cannot go to its node, or get what it needs. */
  boolean refused() {
    return !newcomer.getStatus().getErr().isEmpty();
  }

  /** When a newcomer that is refused is given up. */
  Instant patienceEnds() {
    return TaskTime.made(newcomer).plus(PATIENCE);
  }

  /** Whether to give up a newcomer that is refused: also one that, by this leader's clock, is yet to be made. */
  boolean patienceOver(Instant now) {
    return now.isBefore(TaskTime.made(newcomer)) || !now.isBefore(patienceEnds());
  }
}
