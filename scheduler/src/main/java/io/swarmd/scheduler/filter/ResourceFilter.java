package io.swarmd.scheduler.filter;

import io.swarmd.api.Resources;
import io.swarmd.api.Task;
import io.swarmd.model.resource.Available;
import io.swarmd.scheduler.host.Host;
import java.util.Optional;

/** The node has left what the task reserves. */
record ResourceFilter(Resources reserved) implements Filter {

  static Optional<ResourceFilter> of(Task task) {
    return Optional.of(Available.reservedBy(task.getSpec())).filter(Available::asksForAny).map(ResourceFilter::new);
  }

  @Override
  public boolean passes(Host host) {
    return host.available().covers(reserved);
  }

  @Override
  public String explain(int refusedNodes) {
    return Filter.onNodes("insufficient resources", refusedNodes);
  }
}
