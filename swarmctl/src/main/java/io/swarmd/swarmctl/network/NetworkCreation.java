package io.swarmd.swarmctl.network;

import io.swarmd.api.CreateNetworkRequest;
import io.swarmd.api.Driver;
import io.swarmd.api.IPAMConfig;
import io.swarmd.api.IPAMOptions;
import io.swarmd.api.NetworkSpec;
import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Creates a network (control sheet, 18.4). */
final class NetworkCreation {

  private NetworkCreation() {}

  static Command command() {
    return Command.of("create", "Create a network", "", ArgumentRule.none("create command takes no arguments"), List.of(
        Flag.text("--name", "the network's name"),
        Flag.text("--driver", "the network driver"),
        Flag.list("--opts", "options for the driver (key=value)"),
        Flag.text("--ipam-driver", "the driver that gives out addresses"),
        Flag.list("--subnet", "subnets in CIDR form"),
        Flag.list("--gateway", "a gateway in each subnet"),
        Flag.list("--ip-range", "the part of each subnet that addresses come from")), NetworkCreation::create);
  }

  private static void create(Invocation in) {
    if (in.text("--name").isEmpty()) {
      throw new UsageException("--name is required");
    }
    NetworkSpec.Builder spec = NetworkSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(in.text("--name"));
    if (in.given("--driver")) {
      spec.setDriverConfig(driver(in));
    }
    if (in.given("--ipam-driver") || in.given("--subnet")) {
      spec.setIpam(addresses(in));
    }
    in.out().println(in.control().createNetwork(CreateNetworkRequest.newBuilder().setSpec(spec).build())
        .getNetwork().getId());
  }

  private static Driver driver(Invocation in) {
    Driver.Builder driver = Driver.newBuilder().setName(in.text("--driver"));
    for (String option : in.list("--opts")) {
      String[] parts = option.split("=", -1);
      if (parts.length != 2) {
        throw new UsageException("Malformed opts: " + option);
      }
      driver.putOptions(parts[0], parts[1]);
    }
    return driver.build();
  }

  private static IPAMOptions addresses(Invocation in) {
    IPAMOptions.Builder options = IPAMOptions.newBuilder();
    if (in.given("--ipam-driver")) {
      options.getDriverBuilder().setName(in.text("--ipam-driver"));
    }
    List<String> gateways = new ArrayList<>(in.list("--gateway"));
    List<String> ranges = new ArrayList<>(in.list("--ip-range"));
    for (String text : in.list("--subnet")) {
      Subnet subnet = Subnet.parse(text).orElseThrow(() -> new UsageException("invalid CIDR address: " + text));
      IPAMConfig.Builder config = IPAMConfig.newBuilder()
          .setFamily(subnet.isIpv4() ? IPAMConfig.AddressFamily.IPV4 : IPAMConfig.AddressFamily.IPV6).setSubnet(text);
      takeInside(subnet, gateways, IpAddress::parse).ifPresent(config::setGateway);
      takeInside(subnet, ranges, Subnet::parseAddress).ifPresent(config::setRange);
      options.addConfigs(config);
    }
    refuseLeftOver("--gateway", gateways);
    refuseLeftOver("--ip-range", ranges);
    return options.build();
  }

  /** Takes the first that lies in the subnet off the list. */
  private static Optional<String> takeInside(
      Subnet subnet, List<String> texts, Function<String, Optional<IpAddress>> read) {
    Optional<String> inside =
        texts.stream().filter(text -> read.apply(text).filter(subnet::contains).isPresent()).findFirst();
    inside.ifPresent(texts::remove);
    return inside;
  }

  private static void refuseLeftOver(String flag, List<String> texts) {
    if (!texts.isEmpty()) {
      throw new UsageException(flag + " " + texts.getFirst() + " lies in none of the subnets");
    }
  }
}
