package io.swarmd.model.template;

import java.util.function.IntFunction;

/** Texts made fit for a place in HTML, JavaScript or a query, or written in quotes as Go does. */
final class Escapes {

  private Escapes() {}

  static String html(String bytes, Budget budget) {
    return eachByte(bytes, budget, character -> switch (character) {
      case '"' -> "&#34;";
      case '\'' -> "&#39;";
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case 0 -> Literals.encoded(0xfffd);
      default -> Character.toString(character);
    });
  }

  static String query(String bytes, Budget budget) {
    return eachByte(bytes, budget, character -> {
      if (character == ' ') {
        return "+";
      }
      boolean plain = character < 0x80 && Character.isLetterOrDigit(character) || "-_.~".indexOf(character) >= 0;
      return plain ? Character.toString(character) : String.format("%%%02X", character);
    });
  }

  static String js(String bytes, Budget budget) {
    return eachByte(bytes, budget, character -> switch (character) {
      case '\\', '\'', '"' -> "\\" + (char) character;
      case '<', '>', '&', '=' -> String.format("\\u%04X", character);
      default -> character < ' ' ? String.format("\\u%04X", character) : Character.toString(character);
    });
  }

  /** In double quotes; what is no text in UTF-8, or cannot be seen, by its number. */
  static String quoted(String bytes, Budget budget) {
    StringBuilder quoted = new StringBuilder("\"");
    int at = 0;
    while (at < bytes.length()) {
      int length = Utf8.length(bytes, at);
      String piece = bytes.substring(at, at + Math.max(length, 1));
      quoted.append(length == 0 ? String.format("\\x%02x", (int) piece.charAt(0)) : quotedCharacter(piece, '"'));
      at += piece.length();
    }
    budget.spend(quoted.length());
    return quoted.append('"').toString();
  }

  /** One character in the quotes given, or with a backslash where it needs one. */
  static String quotedCharacter(String piece, char quote) {
    int code = Source.readable(piece).codePointAt(0);
    if (code == quote || code == '\\') {
      return "\\" + piece;
    }
    return switch (code) {
      case 7 -> "\\a";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case 11 -> "\\v";
      default -> {
        if (code < ' ' || code == 0x7f) {
          yield String.format("\\x%02x", code);
        }
        yield Utf8.isVisible(code) ? piece : String.format(code > 0xffff ? "\\U%08x" : "\\u%04x", code);
      }
    };
  }

  private static String eachByte(String bytes, Budget budget, IntFunction<String> escape) {
    StringBuilder escaped = new StringBuilder(bytes.length());
    bytes.chars().forEach(character -> escaped.append(escape.apply(character)));
    budget.spend(escaped.length());
    return escaped.toString();
  }
}
