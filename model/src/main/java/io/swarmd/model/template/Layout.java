package io.swarmd.model.template;

import java.util.Locale;

/**
 * How one directive of {@code printf} lays out its value.
 *
 * @param left whether blanks come after it
 * @param plus whether positive numbers show their sign
 * @param space whether they show a blank in its place
 * @param sharp whether numbers show their base
 * @param zero whether zeros fill instead of blanks
 * @param width in characters, at least; -1 when not given
 * @param precision -1 when not given
 */
record Layout(boolean left, boolean plus, boolean space, boolean sharp, boolean zero, int width, int precision) {

  static final Layout NONE = new Layout(false, false, false, false, false, -1, -1);

  Layout with(char flag) {
    return new Layout(
        left || flag == '-', plus || flag == '+', space || flag == ' ', sharp || flag == '#', zero || flag == '0',
        width, precision);
  }

  /** A negative width, as a star may give, is one with blanks after it. */
  Layout wide(int given) {
    return new Layout(left || given < -1, plus, space, sharp, zero, given < -1 ? -given : given, precision);
  }

  Layout precise(int given) {
    return new Layout(left, plus, space, sharp, zero, width, given);
  }

  String padded(String text) {
    int missing = width - Utf8.count(text);
    if (missing <= 0) {
      return text;
    }
    if (left) {
      return text + " ".repeat(missing);
    }
    return (zero ? "0" : " ").repeat(missing) + text;
  }

  /** A whole number; empty when the letter is none for it. */
  String whole(long number, char letter) {
    return switch (letter) {
      case 'v', 'd' -> based(number, 10, "");
      case 'b' -> based(number, 2, sharp ? "0b" : "");
      case 'o' -> based(number, 8, sharp ? "0" : "");
      case 'O' -> based(number, 8, "0o");
      case 'x' -> based(number, 16, sharp ? "0x" : "");
      case 'X' -> based(number, 16, sharp ? "0X" : "").toUpperCase(Locale.ROOT);
      case 'c' -> padded(character(number));
      case 'q' -> padded("'" + Escapes.quotedCharacter(character(number), '\'') + "'");
      case 'U' -> padded(String.format("U+%04X", number));
      default -> padded("%!" + letter + "(int=" + number + ")");
    };
  }

  private static String character(long number) {
    boolean exists = number >= 0 && number <= Character.MAX_CODE_POINT
        && (number < Character.MIN_SURROGATE || number > Character.MAX_SURROGATE);
    return Literals.encoded(exists ? number : 0xfffd);
  }

  private String based(long number, int base, String prefix) {
    String digits = Long.toUnsignedString(Math.abs(number), base);
    if (precision == 0 && number == 0) {
      return NONE.wide(width).padded("");
    }
    String full = "0".repeat(Math.max(0, precision - digits.length())) + digits;
    return filled(sign(number < 0) + prefix, full, zero && precision < 0);
  }

  /** A number with a fraction; empty when the letter is none for it. */
  String decimal(double number, char letter) {
    char kind = letter == 'v' ? 'g' : Character.toLowerCase(letter);
    if ("efg".indexOf(kind) < 0) {
      return "";
    }
    String text = Decimals.formatted(number, kind, precision);
    String cased = Character.isUpperCase(letter) ? text.toUpperCase(Locale.ROOT) : text;
    boolean negative = cased.startsWith("-");
    String digits = negative || cased.startsWith("+") ? cased.substring(1) : cased;
    boolean signed = cased.startsWith("+") && sign(false).isEmpty();
    return filled(signed ? "+" : sign(negative), digits, zero && Double.isFinite(number));
  }

  private String sign(boolean negative) {
    return negative ? "-" : plus ? "+" : space ? " " : "";
  }

  /** Zeros come between the sign and the digits, blanks before the sign. */
  private String filled(String sign, String digits, boolean zeros) {
    int missing = zeros && !left ? Math.max(0, width - sign.length() - digits.length()) : 0;
    return new Layout(left, plus, space, sharp, false, width, precision)
        .padded(sign + "0".repeat(missing) + digits);
  }
}
