package io.swarmd.identity.transport;

import io.swarmd.identity.IdentityException;

/** An address of a node's remote API: a name or IP address and a port; IPv6 in brackets. */
public record HostAndPort(String host, int port) {

  private static final int MAXIMUM_PORT = 65_535;

  /**
   * Reads {@code host:port}.
   *
   * @throws IdentityException naming the text that is no address
   */
  public static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty() || (host.contains(":") && !bracketed)) {
      throw invalid(text);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 0 || port > MAXIMUM_PORT) {
        throw invalid(text);
      }
      return new HostAndPort(bracketed ? host.substring(1, host.length() - 1) : host, port);
    } catch (NumberFormatException notANumber) {
      throw invalid(text);
    }
  }

  private static IdentityException invalid(String text) {
    return new IdentityException("invalid address " + text + ": expected host:port");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
