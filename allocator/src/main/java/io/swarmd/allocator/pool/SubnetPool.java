package io.swarmd.allocator.pool;

import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The IPv4 subnets of the cluster, none overlapping another. Those not asked for by name are the lowest free block of
 * the size, the default pools tried in ascending order.
 */
public final class SubnetPool {

  /** What a cluster has that was not told otherwise. */
  public static final Subnet DEFAULT_POOL = Subnet.parse("10.0.0.0/8").orElseThrow();
  public static final int DEFAULT_SIZE = 24;

  private final List<Subnet> bases;
  private final int defaultSize;
  private final List<Subnet> excluded;
  /** By the lowest address. */
  private final TreeMap<Long, Subnet> taken = new TreeMap<>();

  /**
   * @param bases where subnets are cut from; one that overlaps an earlier one, by its lowest address, is left out
   * @param defaultSize the prefix length of the blocks
   * @param excluded no block that overlaps one of these is chosen; asked for by name, it is given
   */
  public SubnetPool(List<Subnet> bases, int defaultSize, List<Subnet> excluded) {
    List<Subnet> ordered = new ArrayList<>(bases);
    ordered.sort((a, b) -> Long.compare(a.base().ipv4Bits(), b.base().ipv4Bits()) != 0
        ? Long.compare(a.base().ipv4Bits(), b.base().ipv4Bits()) : Integer.compare(a.prefixLength(), b.prefixLength()));
    List<Subnet> kept = new ArrayList<>();
    for (Subnet base : ordered) {
      if (kept.stream().noneMatch(base::overlaps)) {
        kept.add(base);
      }
    }
    this.bases = List.copyOf(kept);
    this.defaultSize = defaultSize;
    this.excluded = List.copyOf(excluded);
  }

  /** Takes exactly this subnet; false when it overlaps a taken one. */
  public boolean take(Subnet subnet) {
    if (overlapping(subnet).isPresent()) {
      return false;
    }
    taken.put(subnet.base().ipv4Bits(), subnet);
    return true;
  }

  public Optional<Subnet> takeNext() {
    return takeNext(defaultSize);
  }

  /** Takes the lowest free block with this prefix length; empty when there is none. */
  public Optional<Subnet> takeNext(int prefixLength) {
    for (Subnet base : bases) {
      if (prefixLength >= base.prefixLength()) {
        Optional<Subnet> free = lowestFree(base, prefixLength);
        if (free.isPresent()) {
          taken.put(free.get().base().ipv4Bits(), free.get());
          return free;
        }
      }
    }
    return Optional.empty();
  }

  public void release(Subnet subnet) {
    taken.remove(subnet.base().ipv4Bits(), subnet);
  }

  public int taken() {
    return taken.size();
  }

  /** Goes from one taken subnet to the next, so that the cost is that of the taken ones below the free block. */
  private Optional<Subnet> lowestFree(Subnet base, int prefixLength) {
    long size = 1L << (32 - prefixLength);
    long end = base.base().ipv4Bits() + base.ipv4Size();
    long at = base.base().ipv4Bits();
    while (at + size <= end) {
      Subnet block = new Subnet(IpAddress.ofIpv4(at), prefixLength);
      Optional<Subnet> inTheWay =
          overlapping(block).or(() -> excluded.stream().filter(block::overlaps).findFirst());
      if (inTheWay.isEmpty()) {
        return Optional.of(block);
      }
      long after = inTheWay.get().base().ipv4Bits() + inTheWay.get().ipv4Size();
      at = (after + size - 1) / size * size;
    }
    return Optional.empty();
  }

  private Optional<Subnet> overlapping(Subnet subnet) {
    long end = subnet.base().ipv4Bits() + subnet.ipv4Size() - 1;
    Map.Entry<Long, Subnet> before = taken.floorEntry(end);
    return before != null && before.getValue().overlaps(subnet) ? Optional.of(before.getValue()) : Optional.empty();
  }
}
