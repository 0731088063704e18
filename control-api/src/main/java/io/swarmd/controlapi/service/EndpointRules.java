package io.swarmd.controlapi.service;

import io.swarmd.api.EndpointSpec;
import io.swarmd.api.PortConfig;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.network.Ingress;
import java.util.HashSet;
import java.util.Set;

/** What an endpoint spec may say (control sheet, 7.1 rule 11). Pure. */
final class EndpointRules {

  private record Published(int port, PortConfig.Protocol protocol) {}

  private EndpointRules() {}

  static void check(EndpointSpec endpoint) {
    if (endpoint.getMode() == EndpointSpec.ResolutionMode.DNSRR && Ingress.neededBy(endpoint)) {
      throw Refusal.invalidArgument("EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
    }
    Set<Published> published = new HashSet<>();
    for (PortConfig port : endpoint.getPortsList()) {
      if (port.getPublishedPort() != 0 && !published.add(new Published(port.getPublishedPort(), port.getProtocol()))) {
        throw Refusal.invalidArgument("EndpointSpec: duplicate published ports provided");
      }
    }
  }
}
