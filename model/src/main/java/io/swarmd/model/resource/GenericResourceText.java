package io.swarmd.model.resource;

import io.swarmd.api.GenericResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Generic resources as written on a command line: {@code kind=value,kind=value} (scheduling sheet, 2.5). */
public final class GenericResourceText {

  private static final String PREFIX = "could not parse GenericResource: ";

  private GenericResourceText() {}

  /**
   * A kind given once with a whole number is a count, a kind with names a set.
   *
   * @throws IllegalArgumentException with the text to show
   */
  public static List<GenericResource> parse(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    if (text.indexOf('\n') >= 0) {
      throw invalid("newline in expression");
    }
    Map<String, List<String>> valuesByKind = new LinkedHashMap<>();
    for (String term : text.split(",", -1)) {
      String[] parts = term.split("=", -1);
      if (parts.length != 2) {
        throw invalid("incorrect term " + term + ", missing '=' or malformed expression");
      }
      valuesByKind.computeIfAbsent(parts[0].strip(), kind -> new ArrayList<>()).add(parts[1].strip());
    }
    return valuesByKind.entrySet().stream().flatMap(e -> ofKind(e.getKey(), e.getValue()).stream()).toList();
  }

  private static List<GenericResource> ofKind(String kind, List<String> values) {
    long numbers = values.stream().filter(GenericResourceText::isWhole).count();
    if (numbers == 0) {
      return values.stream().map(value -> GenericResources.named(kind, value)).toList();
    }
    if (values.size() > 1) {
      String expression = kind + "=" + values.getLast();
      throw invalid("mixed discrete and named resources in expression '" + expression + "'");
    }
    long value = Long.parseLong(values.getFirst());
    if (value < 0) {
      throw invalid("cannot ask for negative resource " + kind);
    }
    return List.of(GenericResources.count(kind, value));
  }

  private static boolean isWhole(String value) {
    return value.matches("[+-]?[0-9]{1,18}");
  }

  private static IllegalArgumentException invalid(String detail) {
    return new IllegalArgumentException(PREFIX + detail);
  }
}
