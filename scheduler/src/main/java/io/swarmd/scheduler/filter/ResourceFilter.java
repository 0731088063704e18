package io.swarmd.scheduler.filter;

import io.swarmd.api.Resources;
import io.swarmd.api.Task;
import io.swarmd.model.resource.Available;
import io.swarmd.model.resource.GenericResources;
import io.swarmd.scheduler.host.Host;
import java.util.ArrayList;
import java.util.List;
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
  public String detail(Host host) {
    Available left = host.available();
    List<String> shortages = new ArrayList<>();
    if (reserved.getNanoCpus() > left.nanoCpus()) {
      shortages.add(Amounts.cpus(left.nanoCpus()) + " of " + Amounts.cpus(reserved.getNanoCpus()) + " CPUs left");
    }
    if (reserved.getMemoryBytes() > left.memoryBytes()) {
      shortages.add(Amounts.bytes(left.memoryBytes()) + " of " + Amounts.bytes(reserved.getMemoryBytes())
          + " of memory left");
    }
    reserved.getGenericList().stream().filter(one -> !GenericResources.enough(left.generic(), List.of(one)))
        .forEach(one -> shortages.add("not enough " + GenericResources.kind(one) + " left"));
    return String.join(", ", shortages);
  }

  @Override
  public String explain(int refusedNodes) {
    return Filter.onNodes("insufficient resources", refusedNodes);
  }
}
