package io.swarmd.allocator.rule;

import io.swarmd.allocator.book.AllocatedNetwork;
import io.swarmd.allocator.book.Book;
import io.swarmd.allocator.pool.AddressPool;
import io.swarmd.api.Driver;
import io.swarmd.api.IPAMConfig;
import io.swarmd.api.IPAMOptions;
import io.swarmd.api.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives networks subnets, gateways and VXLAN ids (scheduling sheet, 3.3 to 3.5). A network that has been given them
 * before gets the same again.
 */
public final class NetworkRule {

  /** A network as it is to be stored, with what it took; or why it got nothing. */
  public sealed interface Result {

    record Given(AllocatedNetwork network) implements Result {}

    /** @param shortOf a name of {@link Lack} */
    record Denied(String shortOf, String why) implements Result {}
  }

  private static final String DEFAULT_IPAM = "default";

  private NetworkRule() {}

  /** Whether the network, as stored, has been given what it needs. */
  public static boolean allocated(Network stored) {
    return stored.hasDriverState() && stored.hasIpam();
  }

  public static boolean ingress(Network network) {
    return NetworkKind.ingress(network);
  }

  /** Takes what the network needs out of the book; it is for the caller to enter the network there once stored. */
  public static Result allocate(Network network, Book book) {
    String driver = NetworkKind.driver(network.getSpec());
    if (NetworkKind.nodeLocal(driver)) {
      Network stored = network.toBuilder().setDriverState(Driver.newBuilder().setName(driver))
          .setIpam(IPAMOptions.newBuilder().setDriver(Driver.getDefaultInstance())).build();
      return new Result.Given(new AllocatedNetwork(stored, List.of(), List.of()));
    }
    if (!driver.equals(NetworkKind.OVERLAY)) {
      return new Result.Denied(Lack.NOTHING, "network driver " + driver + " not found");
    }
    String ipam = network.getSpec().getIpam().getDriver().getName();
    if (!ipam.isEmpty() && !ipam.equals(DEFAULT_IPAM)) {
      return new Result.Denied(Lack.NOTHING, "ipam driver " + ipam + " not found");
    }
    return overlay(network, book);
  }

  /** Gives back what {@link #allocate} took for a network that was not stored after all. */
  public static void giveBack(AllocatedNetwork network, Book book) {
    network.pools().forEach(pool -> book.subnets().release(pool.subnet()));
    network.vxlanIds().forEach(book.vxlanIds()::release);
  }

  private static Result overlay(Network network, Book book) {
    List<AddressPool> pools = new ArrayList<>();
    List<IPAMConfig> configs = new ArrayList<>();
    try {
      for (IPAMConfig wanted : wantedConfigs(network)) {
        AddressPool pool = SubnetChoice.take(wanted, book.subnets());
        pools.add(pool);
        configs.add(SubnetChoice.config(wanted, pool));
      }
      List<Integer> vxlanIds = VxlanIds.take(network, pools, book.vxlanIds());
      Driver ipamDriver = Driver.newBuilder().setName(DEFAULT_IPAM)
          .putAllOptions(network.getSpec().getIpam().getDriver().getOptionsMap()).build();
      Network stored = network.toBuilder()
          .setIpam(IPAMOptions.newBuilder().setDriver(ipamDriver).addAllConfigs(configs))
          .setDriverState(VxlanIds.driverState(network, vxlanIds))
          .build();
      return new Result.Given(new AllocatedNetwork(stored, List.copyOf(pools), vxlanIds));
    } catch (CannotGive refusal) {
      pools.forEach(pool -> book.subnets().release(pool.subnet()));
      return new Result.Denied(refusal.shortOf(), refusal.getMessage());
    }
  }

  /** What was given before comes before what the spec says; a spec that says nothing wants one subnet. */
  private static List<IPAMConfig> wantedConfigs(Network network) {
    return Optional.of(network.getIpam().getConfigsList()).filter(configs -> !configs.isEmpty())
        .or(() -> Optional.of(network.getSpec().getIpam().getConfigsList()).filter(configs -> !configs.isEmpty()))
        .orElse(List.of(IPAMConfig.newBuilder().setFamily(IPAMConfig.AddressFamily.IPV4).build()));
  }
}
