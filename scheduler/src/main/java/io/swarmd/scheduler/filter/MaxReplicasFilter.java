package io.swarmd.scheduler.filter;

import io.swarmd.api.Task;
import io.swarmd.scheduler.host.Host;
import java.util.Optional;

/** The node runs fewer tasks of the service than it may at most. */
record MaxReplicasFilter(String serviceId, long maxReplicas) implements Filter {

  static Optional<MaxReplicasFilter> of(Task task) {
    long maxReplicas = task.getSpec().getPlacement().getMaxReplicas();
    return maxReplicas == 0 ? Optional.empty() : Optional.of(new MaxReplicasFilter(task.getServiceId(), maxReplicas));
  }

  @Override
  public boolean passes(Host host) {
    return Long.compareUnsigned(host.activeOf(serviceId), maxReplicas) < 0;
  }

  @Override
  public String detail(Host host) {
    return "runs " + host.activeOf(serviceId) + " of at most " + Long.toUnsignedString(maxReplicas);
  }

  /** The original's words, which clients may look for. */
  @Override
  public String explain(int refusedNodes) {
    return "max replicas per node limit exceed";
  }
}
