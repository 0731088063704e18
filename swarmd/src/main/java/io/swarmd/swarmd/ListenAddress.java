package io.swarmd.swarmd;

import io.swarmd.identity.transport.HostAndPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** What an address given to listen on means for others who want to connect. */
final class ListenAddress {

  private ListenAddress() {}

  /** Whether other machines could not use the host to connect here. */
  static boolean isWildcardOrLoopback(HostAndPort address) {
    try {
      InetAddress resolved = InetAddress.getByName(address.host());
      return resolved.isAnyLocalAddress() || resolved.isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  /**
   * The address to tell other managers: what was given for it, else where this node listens. A wildcard would send
   * others to themselves, so the machine's own address takes its place (identity sheet, 13.9).
   *
   * @param boundPort the port really listened on, which replaces a port 0
   */
  static HostAndPort advertised(HostAndPort listened, String advertised, int boundPort) {
    if (!advertised.isEmpty()) {
      return HostAndPort.parse(advertised);
    }
    return new HostAndPort(isWildcard(listened.host()) ? ownHost() : listened.host(), boundPort);
  }

  /**
   * The address with a port that is free now, so that a busy one is told before anything else is done.
   *
   * @throws InvalidOption when nothing can listen there
   */
  static HostAndPort claim(HostAndPort wanted) {
    InetSocketAddress address = socketAddress(wanted);
    if (address.isUnresolved()) {
      throw new InvalidOption("failed to listen on remote API address: " + wanted + ": the host name is not known");
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
      return new HostAndPort(wanted.host(), probe.getLocalPort());
    } catch (IOException taken) {
      throw new InvalidOption("failed to listen on remote API address: " + wanted + ": " + taken.getMessage());
    }
  }

  static InetSocketAddress socketAddress(HostAndPort address) {
    return new InetSocketAddress(address.host(), address.port());
  }

  /** Whether the host stands for all addresses of the machine. */
  static boolean isWildcard(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("*");
  }

  private static String ownHost() {
    try {
      return InetAddress.getLocalHost().getHostAddress();
    } catch (UnknownHostException unnamed) {
      return InetAddress.getLoopbackAddress().getHostAddress();
    }
  }
}
