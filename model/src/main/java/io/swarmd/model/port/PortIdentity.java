package io.swarmd.model.port;

import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.Protocol;

/** What makes a port of an endpoint the same one across updates, whatever number it is published at. */
public record PortIdentity(String name, Protocol protocol, int targetPort) {

  public static PortIdentity of(PortConfig port) {
    return new PortIdentity(port.getName(), port.getProtocol(), port.getTargetPort());
  }
}
