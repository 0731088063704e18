package io.swarmd.membership;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.transport.HostAndPort;
import java.util.Set;

/** Under which address a joining manager is entered (identity sheet, 13.3 and 13.4). */
final class JoinAddress {

  private static final Set<String> UNSPECIFIED = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private JoinAddress() {}

  /**
   * The address as given; with the host the call came from, when the one given stands for any.
   *
   * @param remoteAddress host:port of the caller
   * @throws MembershipException {@code INVALID_ADDRESS}
   */
  static String of(String given, String remoteAddress) {
    HostAndPort address = parse(given, given);
    boolean unspecified = UNSPECIFIED.contains(address.host());
    String host = unspecified ? parse(remoteAddress, given).host() : address.host();
    return new HostAndPort(host, address.port()).toString();
  }

  private static HostAndPort parse(String text, String given) {
    try {
      return HostAndPort.parse(text);
    } catch (IdentityException invalid) {
      throw new MembershipException(MembershipException.Reason.INVALID_ADDRESS,
          "invalid address " + given + " in raft join request");
    }
  }
}
