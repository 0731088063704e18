package io.swarmd.orchestrator.job;

import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the tasks of one slot of a job need (orchestration sheet, 7.1 and 7.3).
 *
 * @param remove tasks of earlier iterations
 * @param shutDown tasks nobody needs: the slot is done, or another task lives in it
 * @param restart the failed tasks of a slot in which no other lives
 */
public record JobSlotPlan(List<Task> remove, List<Task> shutDown, List<Task> restart) {

  public boolean isEmpty() {
    return remove.isEmpty() && shutDown.isEmpty() && restart.isEmpty();
  }

  /**
   * @param tasks all tasks of the slot
   * @param lostItsNode whether the task's node may hold it no longer
   * @param waiting whether the task is prepared and its delay has not passed: it is left alone until then
   */
  public static JobSlotPlan of(Collection<Task> tasks, Iteration iteration, Predicate<Task> lostItsNode,
      Predicate<Task> waiting) {
    List<Task> remove = tasks.stream().filter(iteration::outdated).toList();
    List<Task> live = tasks.stream().filter(iteration::live).toList();
    if (tasks.stream().anyMatch(iteration::completed)) {
      return new JobSlotPlan(remove, live, List.of());
    }
    List<Task> failed = live.stream()
        .filter(task -> (TaskStates.failed(task) || lostItsNode.test(task)) && !waiting.test(task)).toList();
    return failed.size() == live.size()
        ? new JobSlotPlan(remove, List.of(), failed) : new JobSlotPlan(remove, failed, List.of());
  }
}
