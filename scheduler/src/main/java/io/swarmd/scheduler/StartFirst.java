package io.swarmd.scheduler;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.model.port.PortNumber;
import io.swarmd.model.update.UpdateRule;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Updates that wait for themselves: new tasks are to run before the old ones stop, but the old ones hold what the new
 * ones need, a port of the machine or a place under the most per node (scheduling sheet, section 5, complaints 4 and
 * 5).
 */
public final class StartFirst {

  private StartFirst() {}

  /** What to tell about a task that is refused; empty when no task that the update replaces stands in its way. */
  public static String advice(Task waiting, StoreView view) {
    return mayBlockItself(waiting) ? startsFirst(waiting, view).flatMap(service -> holder(waiting, view))
        .map(holder -> "task " + holder.getId() + ", which it is to replace, keeps the room until this one runs: "
            + "update the service with the order stop-first").orElse("") : "";
  }

  private static boolean mayBlockItself(Task waiting) {
    return waiting.getSpec().getPlacement().getMaxReplicas() > 0
        || !PortNumber.onHost(waiting.getEndpoint()).isEmpty();
  }

  private static Optional<Service> startsFirst(Task waiting, StoreView view) {
    return view.get(Table.SERVICE, waiting.getServiceId())
        .filter(service -> UpdateRule.of(service).order() == UpdateOrder.START_FIRST);
  }

  /** A task of another version of the service; where the waiting one has a node, one on that. */
  private static Optional<Task> holder(Task waiting, StoreView view) {
    Collection<Task> near = waiting.getNodeId().isEmpty() ? view.find(Index.TASK_BY_SERVICE, waiting.getServiceId())
        : view.find(Index.TASK_BY_NODE, waiting.getNodeId());
    return near.stream().filter(task -> task.getServiceId().equals(waiting.getServiceId())
            && !task.getSpecVersion().equals(waiting.getSpecVersion()) && Standing.of(task) == Standing.PLACED)
        .min(Comparator.comparingLong(Task::getSlot).thenComparing(Task::getId));
  }
}
