package io.swarmd.model.template;

import io.swarmd.model.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a template into tokens: the text between actions, and the pieces inside. Trim markers take effect here. */
final class Lexer {

  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";
  private static final String TRIMMING_CLOSE = "-}}";
  private static final Pattern NUMBER = Pattern.compile(
      "[+-]?(?:0[xX][0-9a-fA-F_]++|0[oO][0-7_]++|0[bB][01_]++|(?:\\d[\\d_]*+)?(?:\\.[\\d_]*+)?(?:[eE][+-]?\\d++)?)");

  private final Source source;
  private final String input;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private boolean trimNext;

  private Lexer(Source source) {
    this.source = source;
    this.input = source.bytes();
  }

  /** @throws TemplateFault for what is no piece of a template */
  static List<Token> tokens(Source source) {
    Lexer lexer = new Lexer(source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    int open = input.indexOf(OPEN);
    while (open >= 0) {
      boolean trims = open + 3 < input.length() && input.charAt(open + 2) == '-' && isSpace(input.charAt(open + 3));
      text(open, trims);
      position = open + (trims ? 4 : 2);
      if (input.startsWith("/*", position)) {
        skipComment(open);
      } else {
        add(Kind.OPEN, OPEN, open, false);
        action(open);
      }
      open = input.indexOf(OPEN, position);
    }
    text(input.length(), false);
    add(Kind.END_OF_TEMPLATE, "", input.length(), false);
  }

  /** The text from the last action to the next one. */
  private void text(int end, boolean trimEnd) {
    int from = position;
    int to = end;
    while (trimNext && from < to && isSpace(input.charAt(from))) {
      from++;
    }
    while (trimEnd && from < to && isSpace(input.charAt(to - 1))) {
      to--;
    }
    if (from < to) {
      add(Kind.TEXT, input.substring(from, to), from, false);
    }
    trimNext = false;
  }

  private void skipComment(int open) {
    int end = input.indexOf("*/", position + 2);
    if (end < 0) {
      throw source.fault(open, "the comment is not closed");
    }
    position = end + 2;
    if (!closes()) {
      throw source.fault(open, "a comment ends with */}} and stands alone in its action");
    }
  }

  private void action(int open) {
    boolean spaced = false;
    while (!closes()) {
      if (position >= input.length()) {
        throw source.fault(open, "the action is not closed");
      }
      boolean space = isSpace(input.charAt(position));
      if (space) {
        position++;
      } else {
        piece(spaced);
      }
      spaced = space;
    }
    add(Kind.CLOSE, CLOSE, position - CLOSE.length(), spaced);
  }

  /** Steps over the end of an action if it is here; a trimming one begins with a space. */
  private boolean closes() {
    if (input.startsWith(CLOSE, position)) {
      position += CLOSE.length();
      return true;
    }
    boolean spaced = position < input.length() && isSpace(input.charAt(position));
    if (spaced && input.startsWith(TRIMMING_CLOSE, position + 1)) {
      position += 1 + TRIMMING_CLOSE.length();
      trimNext = true;
      return true;
    }
    return false;
  }

  private void piece(boolean spaced) {
    int at = position;
    char first = input.charAt(at);
    char next = at + 1 < input.length() ? input.charAt(at + 1) : ' ';
    switch (first) {
      case '"' -> literal(Kind.QUOTED, '"', spaced);
      case '`' -> literal(Kind.RAW, '`', spaced);
      case '\'' -> literal(Kind.CHARACTER, '\'', spaced);
      case '|' -> sign(Kind.PIPE, 1, spaced);
      case '(' -> sign(Kind.LEFT, 1, spaced);
      case ')' -> sign(Kind.RIGHT, 1, spaced);
      case ',' -> sign(Kind.COMMA, 1, spaced);
      case '=' -> sign(Kind.ASSIGN, 1, spaced);
      case '$' -> name(Kind.VARIABLE, at + 1, spaced);
      default -> {
        if (first == ':' && next == '=') {
          sign(Kind.DECLARE, 2, spaced);
        } else if (first == '.' && !isDigit(next)) {
          dot(next, spaced);
        } else if (first == '.' || first == '+' || first == '-' || isDigit(first)) {
          number(spaced);
        } else if (isNamePart(first)) {
          name(Kind.WORD, at, spaced);
        } else {
          throw source.fault(at, "unexpected character \"" + Source.shown(input.substring(at, at + 1)) + "\"");
        }
      }
    }
  }

  private void sign(Kind kind, int length, boolean spaced) {
    add(kind, input.substring(position, position + length), position, spaced);
    position += length;
  }

  private void dot(char next, boolean spaced) {
    if (isNamePart(next)) {
      name(Kind.FIELD, position + 1, spaced);
    } else {
      sign(Kind.DOT, 1, spaced);
    }
  }

  private void name(Kind kind, int from, boolean spaced) {
    int end = from;
    while (end < input.length() && isNamePart(input.charAt(end))) {
      end++;
    }
    add(kind, input.substring(from, end), position, spaced);
    position = end;
  }

  private void number(boolean spaced) {
    Matcher number = NUMBER.matcher(input).region(position, input.length());
    boolean found = number.lookingAt() && number.group().chars().anyMatch(character -> isDigit((char) character));
    if (!found || number.end() < input.length() && isNamePart(input.charAt(number.end()))) {
      throw source.fault(position, "this is no number");
    }
    add(Kind.NUMBER, number.group(), position, spaced);
    position = number.end();
  }

  private void literal(Kind kind, char quote, boolean spaced) {
    int end = position + 1;
    while (end < input.length() && input.charAt(end) != quote) {
      boolean escape = kind != Kind.RAW && input.charAt(end) == '\\';
      if (kind != Kind.RAW && input.charAt(end) == '\n') {
        end = input.length();
      }
      end += escape ? 2 : 1;
    }
    if (end >= input.length()) {
      throw source.fault(position, "the " + (kind == Kind.CHARACTER ? "character" : "string") + " is not closed");
    }
    add(kind, input.substring(position + 1, end), position, spaced);
    position = end + 1;
  }

  private void add(Kind kind, String text, int at, boolean spaced) {
    tokens.add(new Token(kind, text, at, spaced));
  }

  private static boolean isSpace(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** Bytes beyond ASCII count as letters, since they are parts of some. */
  private static boolean isNamePart(char character) {
    return character == '_' || character >= 0x80 || isDigit(character)
        || character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
  }
}
