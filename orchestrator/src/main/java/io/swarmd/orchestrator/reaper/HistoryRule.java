package io.swarmd.orchestrator.reaper;

import io.swarmd.api.Cluster;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Which tasks of a slot are one too many (orchestration sheet, 12.5 to 12.7). */
final class HistoryRule {

  /** What a cluster that says nothing keeps of each slot. */
  private static final long DEFAULT_LIMIT = 5;

  /**
   * What to do about a slot.
   *
   * @param delete the tasks to delete
   * @param crowded whether several tasks that may not be deleted were met: the end of one makes another surplus
   */
  record Verdict(List<Task> delete, boolean crowded) {
    static final Verdict KEEP = new Verdict(List.of(), false);
  }

  private HistoryRule() {}

  /** How many tasks a slot of the service may have, the live one included; negative for any number. */
  static long limit(Optional<Cluster> cluster, Service service) {
    long limit = asked(cluster, service);
    // The last task of a job's slot says how the slot ended.
    return limit == 0 && ServiceMode.of(service).job() ? 1 : limit;
  }

  private static long asked(Optional<Cluster> cluster, Service service) {
    long attempts = service.getSpec().getTask().getRestart().getMaxAttempts();
    if (attempts > 0) {
      // The history must reach as far back as restarts are counted.
      return attempts + 1;
    }
    return cluster.map(c -> c.getSpec().getOrchestration().getTaskHistoryRetentionLimit()).orElse(DEFAULT_LIMIT);
  }

  static Verdict of(Collection<Task> slot, long limit) {
    if (limit < 0 || slot.size() <= limit) {
      return Verdict.KEEP;
    }
    List<Task> delete = new ArrayList<>();
    long surplus = slot.size() - limit;
    int kept = 0;
    for (Task task : slot.stream().sorted(TaskTime.OLDEST_FIRST).toList()) {
      if (delete.size() == surplus) {
        break;
      }
      if (deletable(task)) {
        delete.add(task);
      } else {
        kept++;
      }
    }
    return new Verdict(delete, kept > 1);
  }

  private static boolean deletable(Task task) {
    if (task.hasJobIteration() && TaskStates.completed(task)) {
      // Without it the slot would run again; it goes with its iteration (orchestration sheet, W20).
      return false;
    }
    return TaskStates.terminal(task) || TaskStates.unassigned(task) && !TaskStates.wanted(task);
  }
}
