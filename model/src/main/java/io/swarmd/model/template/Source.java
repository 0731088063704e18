package io.swarmd.model.template;

import java.nio.charset.StandardCharsets;

/**
 * The text of a template, for telling places in it.
 *
 * @param bytes a char for each
 */
record Source(String bytes) {

  private static final int SHOWN_BYTES = 60;

  /** A fault at a place, told with line and column as Go does: lines count from 1, columns are bytes from 0. */
  TemplateFault fault(int at, String message) {
    String before = bytes.substring(0, Math.min(at, bytes.length()));
    long line = 1 + before.chars().filter(character -> character == '\n').count();
    int column = before.length() - (before.lastIndexOf('\n') + 1);
    return new TemplateFault("template: expansion:" + line + ":" + column + ": " + message);
  }

  /** A piece of a template as part of a message: one line of readable text, cut when it is long. */
  static String shown(String piece) {
    String cut = piece.length() > SHOWN_BYTES ? piece.substring(0, SHOWN_BYTES) + "..." : piece;
    return readable(cut).replaceAll("\\p{Cntrl}", " ");
  }

  /** Bytes as the text they stand for. */
  static String readable(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
