package io.swarmd.dispatcher.service;

import java.util.Optional;
import java.util.regex.Pattern;

/** The IP part of host:port. */
final class PeerAddress {

  private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%\\w+)?");

  private PeerAddress() {}

  /** Empty when the host is a name or nothing at all. */
  static Optional<String> ip(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      return Optional.of(host.substring(1, host.length() - 1)).filter(inner -> IPV6.matcher(inner).matches());
    }
    return Optional.of(host).filter(plain -> IPV4.matcher(plain).matches());
  }
}
