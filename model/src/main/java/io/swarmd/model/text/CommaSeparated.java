package io.swarmd.model.text;

import java.util.ArrayList;
import java.util.List;

/** Values of a list in one argument: separated by commas, quoted where they hold one (control sheet, 17.8). */
public final class CommaSeparated {

  private CommaSeparated() {}

  /** The values; none for an empty text. */
  public static List<String> parse(String text) {
    List<String> values = new ArrayList<>();
    if (text.isEmpty()) {
      return values;
    }
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted && c == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
        value.append(c);
        at++;
      } else if (c == '"' && (quoted || value.isEmpty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return values;
  }
}
