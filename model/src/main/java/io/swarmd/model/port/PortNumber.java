package io.swarmd.model.port;

import io.swarmd.api.Endpoint;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.PortConfig.PublishMode;
import java.util.List;

/**
 * A port of one protocol; each protocol has its own numbers.
 *
 * @param number 1 to 65535
 */
public record PortNumber(Protocol protocol, int number) {

  public static PortNumber published(PortConfig port) {
    return new PortNumber(port.getProtocol(), port.getPublishedPort());
  }

  /** The ports of the machine itself that an endpoint takes on a node; those the engine is to choose are left out. */
  public static List<PortNumber> onHost(Endpoint endpoint) {
    return endpoint.getPortsCount() == 0 ? List.of() : endpoint.getPortsList().stream()
        .filter(port -> port.getPublishMode() == PublishMode.HOST && port.getPublishedPort() != 0)
        .map(PortNumber::published)
        .distinct()
        .toList();
  }
}
