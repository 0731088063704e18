package io.swarmd.model.address;

import java.util.Optional;

/**
 * A block of addresses.
 *
 * @param base its lowest address
 * @param prefixLength the bits all its addresses share, counted in the address family of the base (0 to 32, or to 128)
 */
public record Subnet(IpAddress base, int prefixLength) {

  /** An address with the prefix length it was written with, as {@code 10.0.0.7/24}. */
  private record Prefixed(IpAddress address, int prefixLength) {}

  /** Reads {@code address/length}; bits beyond the prefix are cleared. Empty when the text is no subnet. */
  public static Optional<Subnet> parse(String text) {
    return prefixed(text).map(p -> new Subnet(masked(p.address, p.prefixLength), p.prefixLength));
  }

  /** The address part of {@code address/length}, host bits kept; empty when the text is no such thing. */
  public static Optional<IpAddress> parseAddress(String text) {
    return prefixed(text).map(Prefixed::address);
  }

  public boolean isIpv4() {
    return base.isIpv4();
  }

  /** Whether the address is of this family and inside. */
  public boolean contains(IpAddress address) {
    return address.isIpv4() == isIpv4() && masked(address, prefixLength).equals(base);
  }

  /** Whether the two share an address. */
  public boolean overlaps(Subnet other) {
    return contains(other.base) || other.contains(base);
  }

  /** How many addresses an IPv4 subnet has. */
  public long ipv4Size() {
    return 1L << (32 - prefixLength);
  }

  /** An address written with the prefix length of this subnet. */
  public String withPrefix(IpAddress address) {
    return address + "/" + prefixLength;
  }

  @Override
  public String toString() {
    return withPrefix(base);
  }

  private static Optional<Prefixed> prefixed(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int length = Integer.parseInt(text.substring(slash + 1));
    return IpAddress.parse(text.substring(0, slash))
        .filter(address -> length <= (address.isIpv4() ? 32 : 128))
        .map(address -> new Prefixed(address, length));
  }

  private static IpAddress masked(IpAddress address, int prefixLength) {
    if (address.isIpv4()) {
      return IpAddress.ofIpv4(address.ipv4Bits() & highBits(prefixLength + 32));
    }
    return new IpAddress(address.high() & highBits(Math.min(prefixLength, 64)),
        address.low() & highBits(Math.max(prefixLength - 64, 0)));
  }

  /** The highest bits of 64 set. */
  private static long highBits(int count) {
    return count == 0 ? 0 : -1L << (64 - count);
  }
}
