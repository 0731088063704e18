package io.swarmd.controlapi.network;

import io.swarmd.api.IPAMConfig;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;

/** Which subnets, ranges and gateways a network may ask for (control sheet, 8.1 rule 7). Pure. */
final class AddressRules {

  private static final String PREFIX = "ipam configuration: ";

  private AddressRules() {}

  static void check(IPAMConfig config) {
    Subnet subnet = Subnet.parse(config.getSubnet())
        .orElseThrow(() -> Refusal.invalidArgument(PREFIX + "invalid subnet " + config.getSubnet()));
    if (!config.getRange().isEmpty()) {
      IpAddress range = Subnet.parseAddress(config.getRange())
          .orElseThrow(() -> Refusal.invalidArgument(PREFIX + "invalid range " + config.getRange()));
      checkInside(subnet, config, range, "range " + config.getRange());
    }
    if (!config.getGateway().isEmpty()) {
      IpAddress gateway = IpAddress.parse(config.getGateway())
          .orElseThrow(() -> Refusal.invalidArgument(PREFIX + "invalid gateway " + config.getGateway()));
      checkInside(subnet, config, gateway, "gateway " + config.getGateway());
    }
  }

  private static void checkInside(Subnet subnet, IPAMConfig config, IpAddress address, String what) {
    if (!subnet.contains(address)) {
      throw Refusal.invalidArgument(PREFIX + "subnet " + config.getSubnet() + " does not contain " + what);
    }
  }
}
