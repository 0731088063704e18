package io.swarmd.controlapi.listing;

import io.swarmd.controlapi.call.Refusal;
import java.util.regex.Pattern;

/** The rules for names users give (control sheet, section 2). Pure. */
public final class Names {

  private static final Pattern DNS_COMPONENT = Pattern.compile("[a-zA-Z0-9](?:[-_]*+[A-Za-z0-9])*+");
  private static final int DNS_COMPONENT_BYTES = 63;
  private static final Pattern FILE_NAME = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9-_.]{0,62}[a-zA-Z0-9])?");

  private Names() {}

  /** The name of a service or network. */
  public static void checkDnsName(String name) {
    if (name.isEmpty()) {
      throw Refusal.invalidArgument("meta: name must be provided");
    }
    if (!DNS_COMPONENT.matcher(name).matches()) {
      throw Refusal.invalidArgument("name must be valid as a DNS name component");
    }
    if (name.length() > DNS_COMPONENT_BYTES) {
      throw Refusal.invalidArgument("name must be 63 characters or fewer");
    }
  }

  /** The name of a secret or config. */
  public static void checkFileName(String name) {
    if (name.isEmpty()) {
      throw Refusal.invalidArgument("name must be provided");
    }
    if (!FILE_NAME.matcher(name).matches()) {
      throw Refusal.invalidArgument("invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end "
          + "character must be [a-zA-Z0-9]");
    }
  }
}
