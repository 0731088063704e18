package io.swarmd.model.template;

import io.swarmd.model.template.Value.Decimal;
import io.swarmd.model.template.Value.Fields;
import io.swarmd.model.template.Value.Mapping;
import io.swarmd.model.template.Value.Nothing;
import io.swarmd.model.template.Value.Text;
import io.swarmd.model.template.Value.Truth;
import io.swarmd.model.template.Value.Whole;
import java.util.List;
import java.util.stream.Collectors;

/** Values as Go prints them when nothing else is asked for. */
final class Printing {

  private Printing() {}

  /** One value, paid for. */
  static String plain(Value value, Budget budget) {
    if (value instanceof Text(String bytes)) {
      return bytes;
    }
    String printed = plain(value);
    budget.spend(printed.length());
    return printed;
  }

  private static String plain(Value value) {
    return switch (value) {
      case Text(String bytes) -> bytes;
      case Whole(long number) -> Long.toString(number);
      case Decimal(double number) -> Decimals.shortest(number);
      case Truth(boolean holds) -> Boolean.toString(holds);
      case Nothing ignored -> "<nil>";
      case Mapping(var entries) -> entries.entrySet().stream()
          .map(entry -> entry.getKey() + ":" + entry.getValue().bytes())
          .collect(Collectors.joining(" ", "map[", "]"));
      case Fields(var fields) -> fields.values().stream()
          .map(Printing::plain)
          .collect(Collectors.joining(" ", "{", "}"));
    };
  }

  /** Values side by side, with a space between two of which neither is a text. */
  static String print(List<Value> values, Budget budget) {
    StringBuilder printed = new StringBuilder();
    for (int next = 0; next < values.size(); next++) {
      boolean apart = next > 0 && !(values.get(next) instanceof Text) && !(values.get(next - 1) instanceof Text);
      append(printed, (apart ? " " : "") + plain(values.get(next), budget), budget);
    }
    return printed.toString();
  }

  /** Values with spaces between them, and a line's end. */
  static String printLine(List<Value> values, Budget budget) {
    StringBuilder printed = new StringBuilder();
    for (Value value : values) {
      append(printed, (printed.isEmpty() ? "" : " ") + plain(value, budget), budget);
    }
    return printed.append('\n').toString();
  }

  private static void append(StringBuilder printed, String piece, Budget budget) {
    budget.spend(piece.length());
    budget.checkOutput(printed.length() + piece.length());
    printed.append(piece);
  }
}
