package io.swarmd.orchestrator.update;

import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.model.task.Slot;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.Worklist;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What updates still have to write into their services, in order, one write of a service at a time. Each write reads
 * the service again, and is dropped when the service is gone or asks for something else by then.
 */
final class UpdateStatuses {

  /** A change, and the spec of the update it tells about. */
  private record Wanted(Predicate<ServiceSpec> spec, StatusChange change) {}

  private final Worklist work;
  private final Map<String, ArrayDeque<Wanted>> services = new HashMap<>();

  UpdateStatuses(Worklist work) {
    this.work = work;
  }

  void want(Service service, StatusChange change) {
    want(service.getId(), service.getSpec()::equals, change);
  }

  void want(String serviceId, RollingUpdate update, StatusChange change) {
    want(serviceId, update::isTo, change);
  }

  private void want(String serviceId, Predicate<ServiceSpec> spec, StatusChange change) {
    services.computeIfAbsent(serviceId, id -> new ArrayDeque<>()).add(new Wanted(spec, change));
    work.want(Worklist.whole(serviceId), Reason.STATUS);
  }

  /** Whether the service's update is about to be paused or rolled back. */
  boolean stopping(Service service) {
    return services.getOrDefault(service.getId(), new ArrayDeque<>()).stream().anyMatch(wanted ->
        (wanted.change() instanceof StatusChange.Pause || wanted.change() instanceof StatusChange.RollBack)
            && wanted.spec().test(service.getSpec()) && wanted.change().applyTo(service).isPresent());
  }

  void forget(String serviceId) {
    services.remove(serviceId);
  }

  /** Proposes the next change of the service that applies. */
  void write(String serviceId, StoreView view) {
    ArrayDeque<Wanted> queue = services.getOrDefault(serviceId, new ArrayDeque<>());
    while (!queue.isEmpty()) {
      Wanted next = queue.getFirst();
      Optional<Service> changed = view.get(Table.SERVICE, serviceId)
          .filter(service -> next.spec().test(service.getSpec())).flatMap(next.change()::applyTo);
      if (changed.isPresent()) {
        propose(serviceId, next, changed.get());
        return;
      }
      queue.removeFirst();
    }
    services.remove(serviceId);
  }

  private void propose(String serviceId, Wanted next, Service changed) {
    Slot whole = Worklist.whole(serviceId);
    work.launch(whole, List.of(new Unit.Update<>(Table.SERVICE, changed)), EnumSet.of(Reason.STATUS), (view, now) -> {
      ArrayDeque<Wanted> queue = services.get(serviceId);
      if (queue != null && queue.peekFirst() == next) {
        queue.removeFirst();
        work.want(whole, Reason.STATUS);
      }
    });
  }
}
