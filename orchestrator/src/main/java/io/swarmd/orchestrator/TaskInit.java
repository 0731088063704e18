package io.swarmd.orchestrator;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.restart.RestartRule;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import io.swarmd.orchestrator.restart.DelayedStart;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Takes up the tasks a new leader finds (orchestration sheet, section 8), before it reconciles every service. */
final class TaskInit {

  private final Memory memory;

  TaskInit(Memory memory) {
    this.memory = memory;
  }

  void takeUp(StoreView view, Instant now) {
    for (Task task : view.all(Table.TASK)) {
      if (!task.getServiceId().isEmpty()) {
        takeUp(task, view.get(Table.SERVICE, task.getServiceId()), now);
      }
    }
    for (Service service : view.all(Table.SERVICE)) {
      if (ServiceMode.of(service).lasting()) {
        memory.histories().rebuild(view.find(Index.TASK_BY_SERVICE, service.getId()), now);
        memory.work().wantService(service.getId());
      }
      if (ServiceMode.of(service) == ServiceMode.GLOBAL) {
        memory.globals().add(service.getId());
      }
    }
  }

  private void takeUp(Task task, Optional<Service> service, Instant now) {
    if (service.isEmpty()) {
      memory.work().want(Slot.of(task), Reason.CHECK);
      return;
    }
    if (!ServiceMode.of(service.get()).lasting()) {
      return;
    }
    if (TaskStates.wanted(task) && (TaskStates.terminal(task) || !task.getNodeId().isEmpty())) {
      memory.work().want(Slot.of(task), Reason.CHECK);
    }
    if (TaskStates.desired(task) == TaskState.READY_VALUE && TaskStates.observed(task) <= TaskState.COMPLETE_VALUE) {
      memory.starts().resume(new DelayedStart(task.getId(), Slot.of(task), startOf(task, now), Optional.empty()));
    }
  }

  /** When the delay of a task found waiting ends: its old task is not waited for, and a clock set back not trusted. */
  private static Instant startOf(Task task, Instant now) {
    Duration delay = RestartRule.of(task.getSpec()).delay();
    Instant latest = now.plus(delay);
    return TaskTime.of(task).map(time -> time.plus(delay)).filter(latest::isAfter).orElse(
        TaskTime.of(task).isPresent() ? latest : now);
  }
}
