package io.swarmd.agent.docker.request;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.Ports;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ports published on the node itself (dispatch sheet, 5.5.4); those of the routing mesh are not the container's. */
public final class HostPorts {

  private HostPorts() {}

  static List<PortConfig> of(List<PortConfig> ports) {
    return ports.stream().filter(port -> port.getPublishMode() == PortConfig.PublishMode.HOST).toList();
  }

  static ExposedPort exposed(PortConfig port) {
    return new ExposedPort(port.getTargetPort(), InternetProtocol.valueOf(port.getProtocol().name()));
  }

  /** Where each is bound; the Engine picks a port where none is given. */
  static Ports bindings(List<PortConfig> hostPorts) {
    Ports bindings = new Ports();
    hostPorts.forEach(port -> bindings.bind(exposed(port), port.getPublishedPort() == 0
        ? Ports.Binding.empty() : Ports.Binding.bindPort(port.getPublishedPort())));
    return bindings;
  }

  /** The ports really bound, under the names they were asked for; an address of each family counts once. */
  public static PortStatus actual(List<PortConfig> wanted, Map<ExposedPort, Ports.Binding[]> bound) {
    Set<PortConfig> actual = new LinkedHashSet<>();
    for (PortConfig port : HostPorts.of(wanted)) {
      Ports.Binding[] bindings = bound.get(exposed(port));
      if (bindings != null) {
        publishedPorts(bindings).stream()
            .filter(published -> port.getPublishedPort() == 0 || port.getPublishedPort() == published)
            .forEach(published -> actual.add(port.toBuilder().setPublishedPort(published).build()));
      }
    }
    return PortStatus.newBuilder().addAllPorts(actual).build();
  }

  private static List<Integer> publishedPorts(Ports.Binding[] bindings) {
    List<Integer> ports = new ArrayList<>();
    for (Ports.Binding binding : bindings) {
      if (binding.getHostPortSpec() != null && !binding.getHostPortSpec().isEmpty()) {
        ports.add(Integer.parseInt(binding.getHostPortSpec()));
      }
    }
    return ports;
  }
}
