package io.swarmd.simulation.check;

import io.swarmd.api.ReplicatedJob;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must hold when a job gets a task (orchestration sheet, section 7): it is of the iteration that counts and alone
 * in its slot or on its node, no more run than may at once, and what is done and what runs fill no more slots than
 * there are. And iterations are counted one by one.
 */
final class JobRules {

  private final Violations violations;

  JobRules(Violations violations) {
    this.violations = violations;
  }

  void check(ChangeSet committed) {
    for (Change<?> change : committed.changes()) {
      switch (change) {
        case Change.Created<?> created when created.object() instanceof Task task && task.hasJobIteration() ->
            check(task, committed.after());
        case Change.Updated<?> updated when updated.object() instanceof Service job && ServiceMode.of(job).job() ->
            iterations((Service) updated.old(), job);
        default -> { }
      }
    }
  }

  private void iterations(Service before, Service now) {
    long steps = now.getJobStatus().getJobIteration().getIndex() - before.getJobStatus().getJobIteration().getIndex();
    boolean asked = !now.getSpecVersion().equals(before.getSpecVersion()) || !now.getSpec().equals(before.getSpec());
    if (steps < 0 || steps > 1 || asked && steps != 1) {
      violations.add("job " + now.getId() + " is " + steps + " iterations on");
    }
    if (now.hasUpdateStatus()) {
      violations.add("job " + now.getId() + " has an update");
    }
  }

  private void check(Task task, StoreView after) {
    Optional<Service> job = after.get(Table.SERVICE, task.getServiceId());
    if (job.isEmpty() || !task.getJobIteration().equals(job.get().getJobStatus().getJobIteration())) {
      violations.add("a job that is gone, or in another iteration, got " + TaskRules.told(task));
      return;
    }
    List<Task> counted = after.find(Index.TASK_BY_SERVICE, task.getServiceId()).stream()
        .filter(other -> other.getJobIteration().equals(task.getJobIteration())).toList();
    List<Task> live = counted.stream()
        .filter(other -> TaskStates.wanted(other) && !TaskStates.completed(other)).toList();
    ServiceMode mode = ServiceMode.of(job.get());
    Slot slot = Slot.of(task, mode);
    if (live.stream().filter(other -> Slot.of(other, mode).equals(slot)).count() > 1) {
      violations.add("not alone in its slot: " + TaskRules.told(task));
    }
    if (mode == ServiceMode.REPLICATED_JOB) {
      bounds(job.get().getSpec().getReplicatedJob(), task, counted, live);
    }
  }

  private void bounds(ReplicatedJob job, Task task, List<Task> counted, List<Task> live) {
    if (live.size() > job.getMaxConcurrent()) {
      violations.add(live.size() + " run at once and not " + job.getMaxConcurrent() + ": " + TaskRules.told(task));
    }
    if (task.getSlot() < 0 || task.getSlot() >= job.getTotalCompletions()) {
      violations.add("a slot beyond " + job.getTotalCompletions() + ": " + TaskRules.told(task));
    }
    Set<Long> used = new TreeSet<>();
    live.forEach(other -> used.add(other.getSlot()));
    counted.stream().filter(TaskStates::completed).forEach(other -> used.add(other.getSlot()));
    if (used.size() > job.getTotalCompletions()) {
      violations.add("more done and running than " + job.getTotalCompletions() + ": " + TaskRules.told(task));
    }
  }
}
