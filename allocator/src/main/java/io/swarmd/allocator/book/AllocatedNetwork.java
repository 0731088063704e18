package io.swarmd.allocator.book;

import io.swarmd.allocator.pool.AddressPool;
import io.swarmd.api.Network;
import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;
import java.util.List;
import java.util.Optional;

/**
 * A network with all it needs.
 *
 * @param network as stored
 * @param pools its addresses; none for networks that each node makes for itself
 * @param vxlanIds those of its subnets
 */
public record AllocatedNetwork(Network network, List<AddressPool> pools, List<Integer> vxlanIds) {

  /** Whether each node makes it for itself, so that the cluster gives no addresses. */
  public boolean nodeLocal() {
    return pools.isEmpty();
  }

  /** The same allocation with the network as it is stored now. */
  public AllocatedNetwork as(Network stored) {
    return new AllocatedNetwork(stored, pools, vxlanIds);
  }

  /** Whether the stored network tells of this very allocation. */
  public boolean sameState(Network stored) {
    return stored.getIpam().equals(network.getIpam()) && stored.getDriverState().equals(network.getDriverState());
  }

  public boolean take(IpAddress address) {
    return pools.stream().anyMatch(pool -> pool.take(address));
  }

  public Optional<IpAddress> takeNext() {
    return pools.stream().map(AddressPool::takeNext).flatMap(Optional::stream).findFirst();
  }

  public void release(IpAddress address) {
    pools.forEach(pool -> pool.release(address));
  }

  /** The address as it is stored: with the prefix length of its subnet. */
  public String withPrefix(IpAddress address) {
    Subnet subnet = pools.stream().map(AddressPool::subnet).filter(one -> one.contains(address)).findFirst()
        .orElseThrow();
    return subnet.withPrefix(address);
  }
}
