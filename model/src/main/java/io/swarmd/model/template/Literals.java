package io.swarmd.model.template;

import io.swarmd.model.template.Value.Decimal;
import io.swarmd.model.template.Value.Text;
import io.swarmd.model.template.Value.Whole;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads numbers, characters and strings as Go writes them. */
final class Literals {

  private static final Map<Character, Character> ESCAPES = Map.of(
      'a', '\u0007', 'b', '\b', 'f', '\f', 'n', '\n', 'r', '\r', 't', '\t', 'v', '\u000b', '\\', '\\', '\'', '\'',
      '"', '"');

  private Literals() {}

  /** @throws IllegalArgumentException for what is no literal of its kind */
  static Value of(Token token) {
    return switch (token.kind()) {
      case NUMBER -> number(token.text().replace("_", ""));
      case CHARACTER -> character(token.text());
      case QUOTED -> new Text(unescaped(token.text()));
      case RAW -> new Text(token.text().replace("\r", ""));
      default -> throw new IllegalArgumentException(token.shown() + " is no literal");
    };
  }

  private static Value number(String text) {
    try {
      String digits = text.replaceFirst("^[+-]", "");
      long sign = text.startsWith("-") ? -1 : 1;
      if (digits.matches("0[xX].*")) {
        return new Whole(sign * Long.parseLong(digits.substring(2), 16));
      }
      if (digits.matches("0[bB].*")) {
        return new Whole(sign * Long.parseLong(digits.substring(2), 2));
      }
      if (digits.matches(".*[.eE].*")) {
        return new Decimal(Double.parseDouble(text));
      }
      return digits.matches("0[oO]?\\d+")
          ? new Whole(sign * Long.parseLong(digits.replaceFirst("0[oO]?", ""), 8))
          : new Whole(Long.parseLong(text));
    } catch (NumberFormatException unreadable) {
      throw new IllegalArgumentException("\"" + Source.shown(text) + "\" is no number this language has");
    }
  }

  private static Value character(String text) {
    String one = Source.readable(unescaped(text));
    if (one.codePointCount(0, one.length()) != 1) {
      throw new IllegalArgumentException("'" + Source.shown(text) + "' is not one character");
    }
    return new Whole(one.codePointAt(0));
  }

  private static String unescaped(String text) {
    StringBuilder read = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char character = text.charAt(at++);
      if (character != '\\') {
        read.append(character);
        continue;
      }
      char kind = text.charAt(at++);
      if (ESCAPES.containsKey(kind)) {
        read.append(ESCAPES.get(kind));
        continue;
      }
      int digits = switch (kind) {
        case 'x' -> 2;
        case 'u' -> 4;
        case 'U' -> 8;
        default -> -1;
      };
      if (digits > 0) {
        long code = code(text, at, digits, 16);
        read.append(kind == 'x' ? Character.toString((char) code) : encoded(code));
        at += digits;
      } else {
        read.append((char) code(text, at - 1, 3, 8));
        at += 2;
      }
    }
    return read.toString();
  }

  private static long code(String text, int from, int digits, int base) {
    int to = from + digits;
    if (to <= text.length() && text.substring(from, to).matches("[0-9a-fA-F]+")) {
      try {
        long code = Long.parseLong(text.substring(from, to), base);
        if (digits > 3 || code <= 0xff) {
          return code;
        }
      } catch (NumberFormatException notOctal) {
        // told below, with all other escapes that are none
      }
    }
    throw new IllegalArgumentException("\"" + Source.shown(text) + "\" has an escape that is none");
  }

  /** The bytes of a character. */
  static String encoded(long code) {
    if (!Character.isValidCodePoint((int) code) || code > Character.MAX_CODE_POINT
        || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
      throw new IllegalArgumentException("there is no character " + Long.toHexString(code));
    }
    return new String(Character.toString((int) code).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
