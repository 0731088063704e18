package io.swarmd.orchestrator;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.job.Iteration;
import io.swarmd.orchestrator.rebalance.Rebalancer;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes up the tasks a new leader finds (orchestration sheet, section 8), before it reconciles every service. */
final class TaskInit {

  private final Memory memory;

  private final Rebalancer rebalancer;

  TaskInit(Memory memory, Rebalancer rebalancer) {
    this.memory = memory;
    this.rebalancer = rebalancer;
  }

  void takeUp(StoreView view, Instant now) {
    for (Task task : view.all(Table.TASK)) {
      if (!task.getServiceId().isEmpty()) {
        takeUp(task, view.get(Table.SERVICE, task.getServiceId()), now);
      }
    }
    for (Service service : view.all(Table.SERVICE)) {
      takeUp(service, view, now);
    }
  }

  private void takeUp(Service service, StoreView view, Instant now) {
    ServiceMode mode = ServiceMode.of(service);
    if (mode == ServiceMode.UNSET) {
      return;
    }
    List<Task> counted = view.find(Index.TASK_BY_SERVICE, service.getId()).stream()
        .filter(task -> !mode.job() || Iteration.of(service).counts(task)).toList();
    memory.histories().rebuild(counted, mode, now);
    memory.work().wantService(service.getId());
    rebalancer.serviceChanged(service, true, now);
    if (mode.everyNode()) {
      memory.globals().add(service.getId());
    }
  }

  private void takeUp(Task task, Optional<Service> service, Instant now) {
    ServiceMode mode = service.map(ServiceMode::of).orElse(ServiceMode.UNSET);
    Slot slot = Slot.of(task, mode);
    if (service.isEmpty()) {
      memory.work().want(slot, Reason.CHECK);
      return;
    }
    if (mode == ServiceMode.UNSET) {
      return;
    }
    boolean mayHaveFailed = TaskStates.terminal(task) || !task.getNodeId().isEmpty();
    if (TaskStates.wanted(task) && !(mode.job() && TaskStates.completed(task)) && mayHaveFailed) {
      memory.work().want(slot, Reason.CHECK);
    }
    if (ServiceOption.REBALANCE.isOn(service.get().getSpec()) && TaskStates.desired(task) == TaskState.READY_VALUE) {
      // It may be on its way in the place of another, which the look at its slot tells.
      memory.work().want(slot, Reason.CHECK);
    } else {
      memory.starts().adopt(task, slot, now);
    }
  }
}
