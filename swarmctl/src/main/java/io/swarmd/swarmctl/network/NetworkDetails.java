package io.swarmd.swarmctl.network;

import io.swarmd.api.IPAMConfig;
import io.swarmd.api.Network;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Pairs;
import java.util.Map;

/** One network in full (control sheet, 18.4). */
final class NetworkDetails {

  private NetworkDetails() {}

  static void print(Invocation in, Network network) {
    Columns details = Columns.properties().property("ID", network.getId())
        .property("Name", network.getSpec().getAnnotations().getName());
    details.section("Spec:");
    pairs(details, "  Labels:", network.getSpec().getAnnotations().getLabelsMap());
    details.property("  IPv6Enabled", network.getSpec().getIpv6Enabled())
        .property("  Internal", network.getSpec().getInternal());
    if (network.hasDriverState()) {
      details.section("Driver:").property("  Name", network.getDriverState().getName());
      pairs(details, "  Options:", network.getDriverState().getOptionsMap());
    } else {
      details.property("Driver", "not allocated yet");
    }
    if (network.hasIpam()) {
      addresses(details, network);
    }
    details.print(in.out());
  }

  private static void addresses(Columns details, Network network) {
    details.section("IPAM:");
    if (network.getIpam().hasDriver()) {
      details.section("  Driver:").property("    Name", network.getIpam().getDriver().getName());
      pairs(details, "    Options:", network.getIpam().getDriver().getOptionsMap());
    }
    for (IPAMConfig config : network.getIpam().getConfigsList()) {
      details.section("  IPAM Config:").property("    Family", config.getFamily())
          .property("    Subnet", config.getSubnet()).optional("    Range", config.getRange())
          .optional("    Gateway", config.getGateway());
      pairs(details, "    Reserved:", config.getReservedMap());
    }
  }

  private static void pairs(Columns details, String title, Map<String, String> pairs) {
    if (!pairs.isEmpty()) {
      details.section(title);
      String indent = " ".repeat(title.length() - title.stripLeading().length() + 2);
      Pairs.sorted(pairs).forEach((key, value) -> details.line(indent + key + " = " + value));
    }
  }
}
