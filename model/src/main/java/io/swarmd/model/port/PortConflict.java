package io.swarmd.model.port;

import io.swarmd.api.EndpointSpec;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Ports that two services, or one service twice, may not publish (scheduling sheet, 3.8). Texts are the API's. */
public final class PortConflict {

  private PortConflict() {}

  /** Whether one endpoint lists a published port twice, in whatever modes. */
  public static Optional<String> withinSpec(EndpointSpec spec) {
    Set<PortNumber> seen = new HashSet<>();
    boolean twice = published(spec.getPortsList()).anyMatch(port -> !seen.add(PortNumber.published(port)));
    return twice ? Optional.of("EndpointSpec: duplicate published ports provided") : Optional.empty();
  }

  /** The first service that stands in the way of the endpoint; the service with the given id is passed over. */
  public static Optional<String> withOthers(EndpointSpec spec, String serviceId, Iterable<Service> services) {
    List<PortConfig> wanted = published(spec.getPortsList()).toList();
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    for (Service other : services) {
      Optional<String> conflict = other.getId().equals(serviceId) ? Optional.empty() : with(other, wanted);
      if (conflict.isPresent()) {
        return conflict;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> with(Service other, List<PortConfig> wanted) {
    List<PortConfig> taken = Stream.concat(published(other.getSpec().getEndpoint().getPortsList()),
        published(other.getEndpoint().getPortsList())).toList();
    for (PortConfig port : wanted) {
      for (PortConfig existing : taken) {
        if (collide(port, existing)) {
          String mode = existing.getPublishMode() == PublishMode.INGRESS ? "an ingress port" : "a host-published port";
          return Optional.of("port '" + port.getPublishedPort() + "' is already in use by service '"
              + other.getSpec().getAnnotations().getName() + "' (" + other.getId() + ") as " + mode);
        }
      }
    }
    return Optional.empty();
  }

  /** Two host-mode ports may meet: the scheduler keeps their tasks on different nodes. */
  private static boolean collide(PortConfig wanted, PortConfig existing) {
    boolean bothHost = wanted.getPublishMode() == PublishMode.HOST && existing.getPublishMode() == PublishMode.HOST;
    return !bothHost && PortNumber.published(wanted).equals(PortNumber.published(existing));
  }

  private static Stream<PortConfig> published(List<PortConfig> ports) {
    return ports.stream().filter(port -> port.getPublishedPort() != 0);
  }
}
