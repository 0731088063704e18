package io.swarmd.model.template;

import io.swarmd.model.template.Value.Mapping;
import io.swarmd.model.template.Value.Nothing;
import io.swarmd.model.template.Value.Text;
import io.swarmd.model.template.Value.Truth;
import io.swarmd.model.template.Value.Whole;
import java.util.List;
import java.util.Map;

/** What every template may call: Go's functions but {@code call}, for which there is nothing here, and {@code join}. */
final class Functions {

  static final Map<String, Function> ALL = Map.ofEntries(
      Map.entry("eq", Comparison::equal),
      Map.entry("ne", (arguments, budget) -> not(Comparison.equal(two("ne", arguments), budget))),
      Map.entry("lt", (arguments, budget) -> new Truth(Comparison.order("lt", arguments, budget) < 0)),
      Map.entry("le", (arguments, budget) -> new Truth(Comparison.order("le", arguments, budget) <= 0)),
      Map.entry("gt", (arguments, budget) -> new Truth(Comparison.order("gt", arguments, budget) > 0)),
      Map.entry("ge", (arguments, budget) -> new Truth(Comparison.order("ge", arguments, budget) >= 0)),
      Map.entry("not", (arguments, budget) -> not(one("not", arguments))),
      Map.entry("index", (arguments, budget) -> index(arguments)),
      Map.entry("slice", Functions::slice),
      Map.entry("len", (arguments, budget) -> length(one("len", arguments))),
      Map.entry("join", Functions::join),
      Map.entry("print", (arguments, budget) -> new Text(Printing.print(arguments, budget))),
      Map.entry("println", (arguments, budget) -> new Text(Printing.printLine(arguments, budget))),
      Map.entry("printf", Functions::printFormatted),
      Map.entry("html", (arguments, budget) -> new Text(Escapes.html(Printing.print(arguments, budget), budget))),
      Map.entry("js", (arguments, budget) -> new Text(Escapes.js(Printing.print(arguments, budget), budget))),
      Map.entry("urlquery",
          (arguments, budget) -> new Text(Escapes.query(Printing.print(arguments, budget), budget))));

  private Functions() {}

  /** @throws IllegalArgumentException for a value that is no text */
  static String text(Value value) {
    if (value instanceof Text(String bytes)) {
      return bytes;
    }
    throw new IllegalArgumentException("a string is wanted, and a value of type " + value.type() + " is given");
  }

  private static Truth not(Value value) {
    return new Truth(!value.isTrue());
  }

  private static Value one(String name, List<Value> arguments) {
    if (arguments.size() != 1) {
      throw new IllegalArgumentException(name + " takes one value, not " + arguments.size());
    }
    return arguments.getFirst();
  }

  private static List<Value> two(String name, List<Value> arguments) {
    if (arguments.size() != 2) {
      throw new IllegalArgumentException(name + " takes two values, not " + arguments.size());
    }
    return arguments;
  }

  /** The entry of a map, empty where there is none; the byte of a text. */
  private static Value index(List<Value> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("index takes a map or a string, and where to look");
    }
    Value found = arguments.getFirst();
    for (Value key : arguments.subList(1, arguments.size())) {
      found = switch (found) {
        case Mapping(var entries) -> entries.getOrDefault(text(key), new Text(""));
        case Text(String bytes) -> new Whole(bytes.charAt(position(key, bytes.length() - 1)));
        case Nothing ignored -> throw new IllegalArgumentException("index of untyped nil");
        default -> throw new IllegalArgumentException("can't index a value of type " + found.type());
      };
    }
    return found;
  }

  private static int position(Value value, int max) {
    if (!(value instanceof Whole(long number))) {
      throw new IllegalArgumentException("a position is a whole number, not of type " + value.type());
    }
    if (number < 0 || number > max) {
      throw new IllegalArgumentException("index out of range: " + number);
    }
    return (int) number;
  }

  private static Value slice(List<Value> arguments, Budget budget) {
    if (arguments.isEmpty() || arguments.size() > 3) {
      throw new IllegalArgumentException("slice takes a string and up to two positions");
    }
    String bytes = text(arguments.getFirst());
    int to = arguments.size() > 2 ? position(arguments.get(2), bytes.length()) : bytes.length();
    int from = arguments.size() > 1 ? position(arguments.get(1), to) : 0;
    budget.spend(to - from);
    return new Text(bytes.substring(from, to));
  }

  private static Value length(Value value) {
    return switch (value) {
      case Text(String bytes) -> new Whole(bytes.length());
      case Mapping(var entries) -> new Whole(entries.size());
      default -> throw new IllegalArgumentException("len of a value of type " + value.type());
    };
  }

  /** Texts with the first between them. */
  private static Value join(List<Value> arguments, Budget budget) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("join takes a separator and what it is to join");
    }
    List<String> texts = arguments.stream().map(Functions::text).toList();
    List<String> parts = texts.subList(1, texts.size());
    budget.spend(parts.stream().mapToLong(String::length).sum() + (long) texts.getFirst().length() * parts.size());
    return new Text(String.join(texts.getFirst(), parts));
  }

  private static Value printFormatted(List<Value> arguments, Budget budget) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("printf takes a format");
    }
    return new Text(
        new Printf(text(arguments.getFirst()), arguments.subList(1, arguments.size()), budget).formatted());
  }
}
