package io.swarmd.allocator.pool;

import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;
import java.util.Optional;

/**
 * The addresses of one IPv4 subnet. The first and the last are never given where more than one bit is left for hosts.
 * With a range, addresses are chosen from the range; asked for, they may be anywhere in the subnet.
 */
public final class AddressPool {

  private static final int MAX_POINT_TO_POINT_PREFIX = 31;

  private final Subnet subnet;
  private final int lowest;
  private final int highest;
  private final NumberPool offsets;

  public AddressPool(Subnet subnet, Optional<Subnet> range) {
    this.subnet = subnet;
    int size = (int) Math.min(Integer.MAX_VALUE, subnet.ipv4Size());
    int edge = subnet.prefixLength() >= MAX_POINT_TO_POINT_PREFIX ? 0 : 1;
    this.lowest = edge;
    this.highest = size - 1 - edge;
    Subnet automatic = range.orElse(subnet);
    int first = (int) (automatic.base().ipv4Bits() - subnet.base().ipv4Bits());
    int end = (int) Math.min(Integer.MAX_VALUE, first + automatic.ipv4Size() - 1);
    this.offsets = new NumberPool(highest, Math.max(first, lowest), Math.min(end, highest));
  }

  public Subnet subnet() {
    return subnet;
  }

  public boolean contains(IpAddress address) {
    return subnet.contains(address);
  }

  /** Takes this address; false when it is taken, or kept back, or outside. */
  public boolean take(IpAddress address) {
    return contains(address) && offset(address) >= lowest && offsets.take(offset(address));
  }

  public Optional<IpAddress> takeNext() {
    var offset = offsets.takeNext();
    return offset.isEmpty() ? Optional.empty()
        : Optional.of(IpAddress.ofIpv4(subnet.base().ipv4Bits() + offset.getAsInt()));
  }

  public void release(IpAddress address) {
    if (contains(address)) {
      offsets.release(offset(address));
    }
  }

  public int taken() {
    return offsets.taken();
  }

  private int offset(IpAddress address) {
    return (int) (address.ipv4Bits() - subnet.base().ipv4Bits());
  }
}
