package io.swarmd.controlapi.network;

import io.swarmd.api.NetworkSpec;
import io.swarmd.controlapi.call.Refusal;
import java.util.Set;

/** Which drivers a network may name (control sheet, 8.2; as a Docker Engine without plug-ins answers). Pure. */
final class DriverRules {

  private static final String OVERLAY = "overlay";
  private static final Set<String> NETWORK_DRIVERS = Set.of(OVERLAY, "bridge", "host", "ipvlan", "macvlan");
  private static final Set<String> ADDRESS_DRIVERS = Set.of("default");

  private DriverRules() {}

  static void check(NetworkSpec spec) {
    if (spec.hasDriverConfig()) {
      check(spec.getDriverConfig().getName(), NETWORK_DRIVERS);
      if (spec.getIngress() && !spec.getDriverConfig().getName().equals(OVERLAY)) {
        throw Refusal.unimplemented("only overlay driver is currently supported for ingress network");
      }
    }
    if (spec.getIpam().hasDriver()) {
      check(spec.getIpam().getDriver().getName(), ADDRESS_DRIVERS);
    }
  }

  private static void check(String name, Set<String> known) {
    if (name.isEmpty()) {
      throw Refusal.invalidArgument("driver name: if driver is specified name is required");
    }
    if (!known.contains(name)) {
      throw Refusal.invalidArgument("plugin " + name + " not supported");
    }
  }
}
