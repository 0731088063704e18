package io.swarmd.swarmctl.cluster;

import io.swarmd.api.ExternalCA;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.text.CommaSeparated;

/** An external CA as a flag names it: {@code protocol=cfssl,url=...} and options (control sheet, 18.5). */
final class ExternalAuthority {

  private ExternalAuthority() {}

  static ExternalCA parse(String text) {
    ExternalCA.Builder authority = ExternalCA.newBuilder();
    boolean protocolGiven = false;
    boolean urlGiven = false;
    for (String field : CommaSeparated.parse(text)) {
      String[] parts = field.split("=", 2);
      if (parts.length != 2) {
        throw fault(text, "invalid field '" + field + "' must be a key=value pair");
      }
      switch (parts[0].toLowerCase(java.util.Locale.ROOT)) {
        case "protocol" -> {
          protocolGiven = true;
          if (!parts[1].equalsIgnoreCase("cfssl")) {
            throw fault(text, "unrecognized external CA protocol " + parts[1]);
          }
        }
        case "url" -> {
          urlGiven = true;
          authority.setUrl(parts[1]);
        }
        default -> authority.putOptions(parts[0], parts[1]);
      }
    }
    if (!protocolGiven) {
      throw fault(text, "the external-ca option needs a protocol= parameter");
    }
    if (!urlGiven) {
      throw fault(text, "the external-ca option needs a url= parameter");
    }
    return authority.build();
  }

  private static UsageException fault(String text, String what) {
    return new UsageException("invalid argument \"" + text + "\" for \"--external-ca\" flag: " + what);
  }
}
