package io.swarmd.scheduler.placement;

import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.model.port.PortNumber;
import java.util.List;

/**
 * What tasks have in common when any node that suits one suits the other: the scheduler decides about them together.
 * Tasks of one service version share their spec object, so that comparing keys is cheap.
 */
public record GroupKey(String serviceId, long specVersion, TaskSpec spec, List<PortNumber> hostPorts,
    List<String> networks) {

  public static GroupKey of(Task task) {
    List<String> networks = task.getNetworksCount() == 0 ? List.of() : task.getNetworksList().stream()
        .map(attachment -> attachment.getNetwork().getDriverState().getName()).toList();
    return new GroupKey(task.getServiceId(), task.getSpecVersion().getIndex(), task.getSpec(),
        PortNumber.onHost(task.getEndpoint()), networks);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupKey key && serviceId.equals(key.serviceId) && specVersion == key.specVersion
        && (spec == key.spec || spec.equals(key.spec))
        && hostPorts.equals(key.hostPorts) && networks.equals(key.networks);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * serviceId.hashCode() + Long.hashCode(specVersion)) + spec.hashCode();
  }
}
