package io.swarmd.orchestrator.slot;

import io.swarmd.api.Task;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;

/** Finds the slot of a task where its service may be a job. */
public final class Slots {

  private Slots() {}

  /** The service is looked up only for the few tasks of which nothing else tells. */
  public static Slot of(Task task, StoreView view) {
    return task.hasJobIteration() && task.getSlot() == 0 ? Slot.of(task, mode(task, view)) : Slot.of(task);
  }

  /** {@link ServiceMode#UNSET} when the service is gone. */
  public static ServiceMode mode(Task task, StoreView view) {
    return view.get(Table.SERVICE, task.getServiceId()).map(ServiceMode::of).orElse(ServiceMode.UNSET);
  }
}
