package io.swarmd.controlapi.listing;

import java.util.Map;

/** The rule for label filters (control sheet, section 4). */
public final class Labels {

  private Labels() {}

  /** Every wanted key is there; an empty wanted value allows any, another must be equal. */
  public static boolean match(Map<String, String> wanted, Map<String, String> labels) {
    return wanted.entrySet().stream().allMatch(want -> {
      String value = labels.get(want.getKey());
      return value != null && (want.getValue().isEmpty() || want.getValue().equals(value));
    });
  }
}
