package io.swarmd.allocator.rule;

import io.swarmd.allocator.pool.AddressPool;
import io.swarmd.allocator.pool.SubnetPool;
import io.swarmd.api.IPAMConfig;
import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;
import java.util.Optional;

/** One subnet of a network, with its gateway (scheduling sheet, 3.4). */
final class SubnetChoice {

  private static final String SIZE_ONLY = "0.0.0.0/";

  private SubnetChoice() {}

  /**
   * Takes the subnet the configuration asks for, and in it the gateway if it names one.
   *
   * @throws CannotGive when it cannot be had; nothing is taken then
   */
  static AddressPool take(IPAMConfig wanted, SubnetPool subnets) {
    Subnet subnet = takeSubnet(wanted.getSubnet(), subnets);
    try {
      AddressPool pool = new AddressPool(subnet, range(wanted.getRange(), subnet));
      takeGateway(wanted, pool);
      return pool;
    } catch (CannotGive refusal) {
      subnets.release(subnet);
      throw refusal;
    }
  }

  /** The configuration as stored: the gateway as a bare address, chosen now if it is not named. */
  static IPAMConfig config(IPAMConfig wanted, AddressPool pool) {
    IPAMConfig.Builder config = wanted.toBuilder().setSubnet(pool.subnet().toString());
    gateway(wanted).or(pool::takeNext).ifPresent(gateway -> config.setGateway(gateway.toString()));
    return config.build();
  }

  private static Optional<IpAddress> gateway(IPAMConfig wanted) {
    return IpAddress.parse(wanted.getGateway()).or(() -> Subnet.parseAddress(wanted.getGateway()));
  }

  private static Subnet takeSubnet(String wanted, SubnetPool subnets) {
    if (wanted.isEmpty()) {
      return subnets.takeNext().orElseThrow(SubnetChoice::usedUp);
    }
    Subnet subnet = Subnet.parse(wanted)
        .orElseThrow(() -> new CannotGive(Lack.NOTHING, "invalid subnet " + wanted));
    if (!subnet.isIpv4()) {
      throw new CannotGive(Lack.NOTHING,
          "cannot find address pool for " + wanted + ": overlay networks have IPv4 addresses only");
    }
    if (wanted.startsWith(SIZE_ONLY) && subnet.prefixLength() > 0) {
      return subnets.takeNext(subnet.prefixLength()).orElseThrow(SubnetChoice::usedUp);
    }
    if (!subnets.take(subnet)) {
      throw new CannotGive(Lack.SUBNET, "invalid pool request: Pool overlaps with other one on this address space");
    }
    return subnet;
  }

  private static CannotGive usedUp() {
    return new CannotGive(Lack.SUBNET, "all predefined address pools have been fully subnetted");
  }

  private static Optional<Subnet> range(String wanted, Subnet subnet) {
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Subnet.parse(wanted)
        .filter(range -> subnet.contains(range.base()) && range.prefixLength() >= subnet.prefixLength())
        .orElseThrow(() -> new CannotGive(Lack.NOTHING, "ip range " + wanted + " is not inside subnet " + subnet)));
  }

  private static void takeGateway(IPAMConfig wanted, AddressPool pool) {
    if (wanted.getGateway().isEmpty()) {
      return;
    }
    IpAddress gateway = gateway(wanted).filter(pool::contains)
        .orElseThrow(() -> new CannotGive(Lack.NOTHING, "requested address is out of range"));
    // One of the addresses kept back may be named as gateway; nobody else can get it.
    pool.take(gateway);
  }
}
