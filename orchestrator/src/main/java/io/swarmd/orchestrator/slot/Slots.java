package io.swarmd.orchestrator.slot;

import io.swarmd.api.Task;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;

/** What the store's state tells of slots and their tasks. */
public final class Slots {

  private Slots() {}

  /** The service is looked up only for the few tasks of which nothing else tells. */
  public static Slot of(Task task, StoreView view) {
    return task.hasJobIteration() && task.getSlot() == 0 ? Slot.of(task, mode(task, view)) : Slot.of(task);
  }

  /** All tasks the slot has had, as long as they exist. */
  public static Collection<Task> tasks(Slot slot, StoreView view) {
    return view.find(Index.TASK_BY_SLOT, Index.slotKey(slot.serviceId(), slot.number(), slot.nodeId()));
  }

  /** Whether the task has a node and that may hold it no longer. */
  public static boolean lostItsNode(Task task, StoreView view) {
    return !task.getNodeId().isEmpty() && NodeFitness.losesTasks(view.get(Table.NODE, task.getNodeId()));
  }

  /** {@link ServiceMode#UNSET} when the service is gone. */
  public static ServiceMode mode(Task task, StoreView view) {
    return view.get(Table.SERVICE, task.getServiceId()).map(ServiceMode::of).orElse(ServiceMode.UNSET);
  }
}
