package io.swarmd.model.template;

import io.swarmd.model.template.Value.Decimal;
import io.swarmd.model.template.Value.Fields;
import io.swarmd.model.template.Value.Mapping;
import io.swarmd.model.template.Value.Nothing;
import io.swarmd.model.template.Value.Text;
import io.swarmd.model.template.Value.Truth;
import io.swarmd.model.template.Value.Whole;
import java.util.List;

/**
 * Go's {@code printf}: what a directive cannot print is named in the output, as in {@code %!d(string=x)}. Not
 * understood are argument numbers as in {@code %[1]d}.
 */
final class Printf {

  private static final int NUMBER_MAX = 1_000_000;

  private final String format;
  private final List<Value> arguments;
  private final Budget budget;
  private final StringBuilder output = new StringBuilder();
  private int position;
  private int taken;

  Printf(String format, List<Value> arguments, Budget budget) {
    this.format = format;
    this.arguments = arguments;
    this.budget = budget;
  }

  /** @throws IllegalArgumentException when more comes out than a template may make */
  String formatted() {
    while (position < format.length()) {
      int percent = format.indexOf('%', position);
      int end = percent < 0 ? format.length() : percent;
      put(format.substring(position, end));
      position = end + 1;
      if (percent >= 0) {
        directive();
      }
    }
    if (taken < arguments.size()) {
      put("%!(EXTRA ");
      for (int extra = taken; extra < arguments.size(); extra++) {
        put((extra > taken ? ", " : "") + named(arguments.get(extra)));
      }
      put(")");
    }
    return output.toString();
  }

  private void put(String piece) {
    budget.spend(piece.length());
    budget.checkOutput(output.length() + piece.length());
    output.append(piece);
  }

  private void directive() {
    Layout layout = layout();
    if (position >= format.length()) {
      put("%!(NOVERB)");
      return;
    }
    int length = Math.max(1, Utf8.length(format, position));
    String verb = format.substring(position, position + length);
    position += length;
    if (verb.equals("[")) {
      throw new IllegalArgumentException("printf: arguments are taken in their order, not by number");
    }
    if (verb.equals("%")) {
      put("%");
    } else if (taken >= arguments.size()) {
      put("%!" + verb + "(MISSING)");
    } else {
      Value value = arguments.get(taken++);
      budget.spend(Math.max(0, layout.width()) + (long) Math.max(0, layout.precision()));
      put(printed(value, verb, layout));
    }
  }

  private Layout layout() {
    Layout layout = Layout.NONE;
    while (position < format.length() && "+-# 0".indexOf(format.charAt(position)) >= 0) {
      layout = layout.with(format.charAt(position++));
    }
    layout = layout.wide(number("%!(BADWIDTH)"));
    if (position < format.length() && format.charAt(position) == '.') {
      position++;
      layout = layout.precise(Math.max(0, number("%!(BADPREC)")));
    }
    return layout;
  }

  /** A number in the format, or the next argument for a star; -1 when there is none. */
  private int number(String complaint) {
    if (position < format.length() && format.charAt(position) == '*') {
      position++;
      Value given = taken < arguments.size() ? arguments.get(taken++) : Value.NOTHING;
      if (given instanceof Whole(long number) && Math.abs(number) <= NUMBER_MAX) {
        return (int) number;
      }
      put(complaint);
      return -1;
    }
    int begin = position;
    long number = 0;
    while (position < format.length() && format.charAt(position) >= '0' && format.charAt(position) <= '9') {
      number = Math.min(number * 10 + format.charAt(position++) - '0', NUMBER_MAX + 1);
    }
    if (number > NUMBER_MAX) {
      put(complaint);
      return -1;
    }
    return position == begin ? -1 : (int) number;
  }

  private String printed(Value value, String verb, Layout layout) {
    if (verb.equals("T")) {
      return layout.padded(value.type());
    }
    char letter = verb.length() == 1 ? verb.charAt(0) : '?';
    String printed = switch (value) {
      case Text(String bytes) -> text(bytes, letter, layout);
      case Whole(long number) -> layout.whole(number, letter);
      case Decimal(double number) -> layout.decimal(number, letter);
      case Truth(boolean holds) -> letter == 'v' || letter == 't' ? layout.padded(Boolean.toString(holds)) : "";
      case Nothing ignored -> letter == 'v' ? layout.padded("<nil>") : "%!" + verb + "(<nil>)";
      case Mapping ignored -> structured(value, letter, layout);
      case Fields ignored -> structured(value, letter, layout);
    };
    boolean understood = !printed.isEmpty() || value instanceof Text && "vsqxX".indexOf(letter) >= 0
        || value instanceof Whole;
    return understood ? printed : "%!" + verb + "(" + named(value) + ")";
  }

  private String structured(Value value, char letter, Layout layout) {
    return letter == 'v' || letter == 's' ? layout.padded(Printing.plain(value, budget)) : "";
  }

  private String text(String bytes, char letter, Layout layout) {
    String wanted = layout.precision() >= 0 ? Utf8.first(bytes, layout.precision()) : bytes;
    return switch (letter) {
      case 'v', 's' -> layout.padded(wanted);
      case 'q' -> layout.padded(Escapes.quoted(wanted, budget));
      case 'x', 'X' -> {
        StringBuilder hex = new StringBuilder();
        String digits = letter == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
        int length = layout.precision() >= 0 ? Math.min(layout.precision(), bytes.length()) : bytes.length();
        budget.spend(2L * length);
        bytes.chars().limit(length).forEach(
            character -> hex.append(digits.charAt(character >> 4)).append(digits.charAt(character & 15)));
        yield layout.padded(hex.toString());
      }
      default -> "";
    };
  }

  private String named(Value value) {
    return value instanceof Nothing ? "<nil>" : value.type() + "=" + Printing.plain(value, budget);
  }
}
