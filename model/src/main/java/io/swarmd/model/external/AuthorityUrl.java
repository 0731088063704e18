package io.swarmd.model.external;

import java.net.URI;
import java.net.URISyntaxException;

/** Where an external authority signs: {@code https://host[:port]/path}, the address of its {@code sign} call in full. */
public record AuthorityUrl(URI address) {

  private static final int DEFAULT_PORT = 443;

  /** @throws IllegalArgumentException in one line that quotes the text */
  public static AuthorityUrl parse(String text) {
    try {
      URI address = new URI(text);
      if ("https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null && address.getUserInfo() == null) {
        return new AuthorityUrl(address);
      }
    } catch (URISyntaxException malformed) {
      // Said below, as of all that are no such addresses.
    }
    throw new IllegalArgumentException("invalid external CA URL '" + text + "': expected https://host[:port]/path");
  }

  /** The host, an IPv6 address without its brackets. */
  public String host() {
    String host = address.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  public int port() {
    return address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
