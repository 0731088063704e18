package io.swarmd.orchestrator.job;

import io.swarmd.api.ReplicatedJob;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What brings a replicated job further (orchestration sheet, 7.1): as many tasks as may run at once, until every slot
 * from 0 to one below the total is done. More tasks than may run are borne until they end (W2).
 *
 * @param create numbers of the slots that get a task
 * @param look numbers of the slots in which a task failed or is one too many
 * @param remove tasks of earlier iterations by slot
 */
public record ReplicatedJobPlan(List<Long> create, List<Long> look, Map<Long, List<Task>> remove) {

  /**
   * @param tasks all tasks of the job
   * @param mayRestart whether the restart policy allows a replacement of the task
   */
  public static ReplicatedJobPlan of(ReplicatedJob job, Iteration iteration, Collection<Task> tasks,
      Predicate<Task> mayRestart) {
    TreeMap<Long, List<Task>> slots = bySlot(tasks, iteration::counts);
    Set<Long> taken = new HashSet<>();
    List<Long> look = new ArrayList<>();
    long live = 0;
    for (Map.Entry<Long, List<Task>> slot : slots.entrySet()) {
      Standing standing = Standing.of(slot.getValue(), iteration, mayRestart);
      long liveHere = slot.getValue().stream().filter(iteration::live).count();
      live += liveHere;
      if (standing != Standing.FREE) {
        taken.add(slot.getKey());
      }
      if (standing == Standing.DONE && liveHere > 0 || slot.getValue().stream().anyMatch(TaskStates::failed)) {
        look.add(slot.getKey());
      }
    }
    long open = Math.min(job.getMaxConcurrent() - live, job.getTotalCompletions() - taken.size());
    return new ReplicatedJobPlan(lowestFree(open, taken), look, bySlot(tasks, iteration::outdated));
  }

  private static TreeMap<Long, List<Task>> bySlot(Collection<Task> tasks, Predicate<Task> chosen) {
    return tasks.stream().filter(chosen)
        .collect(Collectors.groupingBy(Task::getSlot, TreeMap::new, Collectors.toList()));
  }

  /** None when nothing is open. There are that many below the total: so many are open because they are not taken. */
  private static List<Long> lowestFree(long open, Set<Long> taken) {
    List<Long> free = new ArrayList<>();
    for (long number = 0; free.size() < open; number++) {
      if (!taken.contains(number)) {
        free.add(number);
      }
    }
    return free;
  }
}
