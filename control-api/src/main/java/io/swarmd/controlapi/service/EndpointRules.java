package io.swarmd.controlapi.service;

import io.swarmd.api.EndpointSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.network.Ingress;
import io.swarmd.model.port.PortConflict;

/** What an endpoint spec may say (control sheet, 7.1 rule 11). Pure. */
final class EndpointRules {

  private EndpointRules() {}

  static void check(EndpointSpec endpoint) {
    if (endpoint.getMode() == EndpointSpec.ResolutionMode.DNSRR && Ingress.neededBy(endpoint)) {
      throw Refusal.invalidArgument("EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
    }
    PortConflict.withinSpec(endpoint).ifPresent(conflict -> {
      throw Refusal.invalidArgument(conflict);
    });
  }
}
