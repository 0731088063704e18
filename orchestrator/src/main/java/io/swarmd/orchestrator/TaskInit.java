package io.swarmd.orchestrator;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
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
    memory.starts().adopt(task, now);
  }
}
