package io.swarmd.swarmctl.service;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the slots of a job stand that will change no more, told from the tasks of its iteration. A slot whose task failed
 * and was shut down without another in its place is out of attempts: the leader does both in one step (orchestration
 * sheet, 9.1 and W23). On a node of a global job only a task that failed by itself tells so, as nodes that go lose
 * theirs without replacement.
 *
 * @param completed slots with a completed task
 * @param last of each slot that is out of attempts the task that failed last, by slot
 * @param live whether any task is yet to end
 */
record JobEnd(long completed, List<Task> last, boolean live) {

  static JobEnd of(Service job, List<Task> tasks) {
    ServiceMode mode = ServiceMode.of(job);
    Map<Slot, List<Task>> slots =
        tasks.stream().filter(task -> task.getJobIteration().equals(job.getJobStatus().getJobIteration()))
            .collect(Collectors.groupingBy(task -> Slot.of(task, mode)));
    List<Task> last = new ArrayList<>();
    long completed = 0;
    boolean live = false;
    for (List<Task> slot : slots.values()) {
      if (slot.stream().anyMatch(TaskStates::completed)) {
        completed++;
      } else if (slot.stream().anyMatch(TaskStates::wanted)) {
        live = true;
      } else {
        slot.stream().max(TaskTime.OLDEST_FIRST).filter(task -> isSpent(task, mode)).ifPresent(last::add);
      }
    }
    return new JobEnd(completed, List.copyOf(last), live);
  }

  private static boolean isSpent(Task newest, ServiceMode mode) {
    boolean byItself = switch (newest.getStatus().getState()) {
      case FAILED, REJECTED -> true;
      default -> false;
    };
    return !TaskStates.leaving(newest) && (byItself || mode == ServiceMode.REPLICATED_JOB);
  }

  /** How many slots are out of attempts. */
  int spent() {
    return last.size();
  }

  /** Why the job will never be complete, once nothing of it is left to end. */
  Optional<String> failure(Service job) {
    long settled = completed + spent();
    long asked = job.getSpec().hasGlobalJob() ? settled : job.getSpec().getReplicatedJob().getTotalCompletions();
    if (live || last.isEmpty() || settled < asked) {
      return Optional.empty();
    }
    Task example = last.stream().max(TaskTime.OLDEST_FIRST).orElseThrow();
    String said = example.getStatus().getErr();
    return Optional.of("job " + job.getSpec().getAnnotations().getName() + " cannot complete: " + completed
        + " of " + asked + " tasks completed, " + spent() + " failed with no attempt left, the last as "
        + example.getStatus().getState() + (said.isEmpty() ? "" : ": " + said));
  }
}
