package io.swarmd.agent.docker.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmd.api.Mount;
import java.util.ArrayList;
import java.util.List;

/** A tmpfs as text for {@code HostConfig.Tmpfs}, which Engines of every age take with its options. */
final class TmpfsText {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SUFFIXES = List.of("", "k", "m", "g");
  private static final int UNIT = 1024;

  private TmpfsText() {}

  /**
   * For example {@code mode=1777,size=64m,exec}.
   *
   * @throws IllegalArgumentException for an option other than {@code exec} and {@code noexec}
   */
  static String of(Mount mount) {
    List<String> parts = new ArrayList<>();
    if (mount.getReadonly()) {
      parts.add("ro");
    }
    Mount.TmpfsOptions options = mount.getTmpfsOptions();
    if (options.getMode() != 0) {
      parts.add("mode=" + Integer.toOctalString(options.getMode()));
    }
    if (options.getSizeBytes() > 0) {
      parts.add("size=" + size(options.getSizeBytes()));
    }
    parts.addAll(execution(options.getOptions()));
    return String.join(",", parts);
  }

  /** The largest unit that divides the size evenly. */
  private static String size(long bytes) {
    long number = bytes;
    int unit = 0;
    while (unit < SUFFIXES.size() - 1 && number % UNIT == 0) {
      number /= UNIT;
      unit++;
    }
    return number + SUFFIXES.get(unit);
  }

  private static List<String> execution(String json) {
    List<String> words = new ArrayList<>();
    for (String[] option : parsed(json)) {
      if (option.length != 1 || !(option[0].equals("exec") || option[0].equals("noexec"))) {
        throw new IllegalArgumentException("invalid tmpfs option \"" + String.join("=", option)
            + "\": only exec and noexec are known");
      }
      words.add(option[0]);
    }
    return words;
  }

  private static String[][] parsed(String json) {
    try {
      return json.isEmpty() ? new String[0][] : JSON.readValue(json, String[][].class);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("invalid tmpfs options, a list such as [[\"exec\"]] is expected: " + json);
    }
  }
}
