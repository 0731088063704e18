package io.swarmd.scheduler.filter;

import io.swarmd.api.Task;
import io.swarmd.model.port.PortNumber;
import io.swarmd.scheduler.host.Host;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** No other task on the node has the ports of the machine that the task publishes. */
record HostPortFilter(List<PortNumber> ports) implements Filter {

  static Optional<HostPortFilter> of(Task task) {
    List<PortNumber> ports = PortNumber.onHost(task.getEndpoint());
    return ports.isEmpty() ? Optional.empty() : Optional.of(new HostPortFilter(ports));
  }

  @Override
  public boolean passes(Host host) {
    return ports.stream().noneMatch(host::portTaken);
  }

  @Override
  public String detail(Host host) {
    return host.charges().stream().flatMap(charge -> charge.hostPorts().stream().filter(ports::contains)
            .map(port -> port.number() + "/" + port.protocol().name().toLowerCase(Locale.ROOT) + " is held by task "
                + charge.taskId()))
        .sorted().collect(Collectors.joining(", "));
  }

  @Override
  public String explain(int refusedNodes) {
    return Filter.onNodes("host-mode port already in use", refusedNodes);
  }
}
