package io.swarmd.controlapi.network;

import io.swarmd.api.IPAMConfig;
import io.swarmd.controlapi.call.Refusal;
import java.util.Optional;

/** Which subnets, ranges and gateways a network may ask for (control sheet, 8.1 rule 7). Pure. */
final class AddressRules {

  private static final String PREFIX = "ipam configuration: ";

  private AddressRules() {}

  static void check(IPAMConfig config) {
    Subnet subnet = Subnet.parse(config.getSubnet())
        .orElseThrow(() -> Refusal.invalidArgument(PREFIX + "invalid subnet " + config.getSubnet()));
    if (!config.getRange().isEmpty()) {
      Subnet range = Subnet.parse(config.getRange())
          .orElseThrow(() -> Refusal.invalidArgument(PREFIX + "invalid range " + config.getRange()));
      checkInside(subnet, config, range.address(), "range " + config.getRange());
    }
    if (!config.getGateway().isEmpty()) {
      Optional<byte[]> gateway = Subnet.address(config.getGateway());
      checkInside(subnet, config,
          gateway.orElseThrow(() -> Refusal.invalidArgument(PREFIX + "invalid gateway " + config.getGateway())),
          "gateway " + config.getGateway());
    }
  }

  private static void checkInside(Subnet subnet, IPAMConfig config, byte[] address, String what) {
    if (!subnet.contains(address)) {
      throw Refusal.invalidArgument(PREFIX + "subnet " + config.getSubnet() + " does not contain " + what);
    }
  }
}
