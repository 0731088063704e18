package io.swarmd.model.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An internet address. IPv4 addresses are held as their IPv6-mapped form, so that all spellings of an address are
 * equal.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record IpAddress(long high, long low) {

  private static final long MAPPED_PREFIX = 0xFFFF_0000_0000L;
  private static final long IPV4_MASK = 0xFFFF_FFFFL;

  /** The IPv4 address with this value; only the low 32 bits count. */
  public static IpAddress ofIpv4(long bits) {
    return new IpAddress(0, MAPPED_PREFIX | (bits & IPV4_MASK));
  }

  /** Reads an address as written in configuration; empty when the text is none. Zones are not taken. */
  public static Optional<IpAddress> parse(String text) {
    return text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
  }

  public boolean isIpv4() {
    return high == 0 && (low & ~IPV4_MASK) == MAPPED_PREFIX;
  }

  /** The 32 bits of an IPv4 address. */
  public long ipv4Bits() {
    return low & IPV4_MASK;
  }

  /** The usual spelling. */
  @Override
  public String toString() {
    if (isIpv4()) {
      long bits = ipv4Bits();
      return (bits >> 24) + "." + (bits >> 16 & 0xFF) + "." + (bits >> 8 & 0xFF) + "." + (bits & 0xFF);
    }
    StringBuilder groups = new StringBuilder();
    for (int group = 0; group < 8; group++) {
      long half = group < 4 ? high : low;
      groups.append(group == 0 ? "" : ":").append(Long.toHexString(half >>> (48 - 16 * (group % 4)) & 0xFFFF));
    }
    return groups.toString();
  }

  private static Optional<IpAddress> parseIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    long bits = 0;
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return Optional.empty();
      }
      bits = bits << 8 | Integer.parseInt(part);
    }
    return Optional.of(ofIpv4(bits));
  }

  private static Optional<IpAddress> parseIpv6(String text) {
    if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(ofBytes(Inet6Address.ofLiteral(text)));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  private static IpAddress ofBytes(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return ofIpv4(bits(bytes, 0, 4));
    }
    return new IpAddress(bits(bytes, 0, 8), bits(bytes, 8, 8));
  }

  private static long bits(byte[] bytes, int from, int count) {
    long bits = 0;
    for (int i = from; i < from + count; i++) {
      bits = bits << 8 | bytes[i] & 0xFF;
    }
    return bits;
  }
}
