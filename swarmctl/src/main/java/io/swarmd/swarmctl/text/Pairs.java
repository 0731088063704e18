package io.swarmd.swarmctl.text;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names with values: labels, options. Always shown in the order of the names. */
public final class Pairs {

  private Pairs() {}

  /** In one line, {@code a=1 b=2}. */
  public static String line(Map<String, String> pairs) {
    return sorted(pairs).entrySet().stream().map(pair -> pair.getKey() + "=" + pair.getValue())
        .collect(Collectors.joining(" "));
  }

  public static Map<String, String> sorted(Map<String, String> pairs) {
    return new TreeMap<>(pairs);
  }
}
