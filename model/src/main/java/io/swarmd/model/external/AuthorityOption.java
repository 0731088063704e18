package io.swarmd.model.external;

import io.swarmd.api.ExternalCA;
import io.swarmd.model.text.CommaSeparated;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * An external authority as users name it: {@code protocol=cfssl,url=https://...}, and options (identity sheet, section
 * 10).
 */
public final class AuthorityOption {

  private AuthorityOption() {}

  /** @throws IllegalArgumentException in one line that says what is wrong with it */
  public static ExternalCA parse(String text) {
    ExternalCA.Builder authority = ExternalCA.newBuilder();
    Set<String> given = new HashSet<>();
    for (String field : CommaSeparated.parse(text)) {
      String[] parts = field.split("=", 2);
      if (parts.length != 2) {
        throw new IllegalArgumentException("invalid field '" + field + "' must be a key=value pair");
      }
      String key = parts[0].toLowerCase(Locale.ROOT);
      given.add(key);
      switch (key) {
        case "protocol" -> requireCfssl(parts[1]);
        case "url" -> authority.setUrl(parts[1]);
        default -> authority.putOptions(parts[0], parts[1]);
      }
    }
    for (String key : new String[] {"protocol", "url"}) {
      if (!given.contains(key)) {
        throw new IllegalArgumentException("the external-ca option needs a " + key + "= parameter");
      }
    }
    return authority.build();
  }

  private static void requireCfssl(String protocol) {
    if (!protocol.equalsIgnoreCase("cfssl")) {
      throw new IllegalArgumentException("unrecognized external CA protocol " + protocol);
    }
  }
}
