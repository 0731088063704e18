package io.swarmd.model.template;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Characters in strings of bytes. */
final class Utf8 {

  private static final int LONGEST = 4;

  private Utf8() {}

  /** How many bytes the character at a place has; 0 when there is none in UTF-8. */
  static int length(String bytes, int at) {
    int first = bytes.charAt(at);
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xf0 ? LONGEST : first >= 0xe0 ? 3 : 2;
    if (at + length > bytes.length()) {
      return 0;
    }
    try {
      byte[] piece = bytes.substring(at, at + length).getBytes(StandardCharsets.ISO_8859_1);
      String read = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(piece)).toString();
      return read.codePointCount(0, read.length()) == 1 ? length : 0;
    } catch (CharacterCodingException broken) {
      return 0;
    }
  }

  /** How many characters there are; a byte that belongs to none counts as one. */
  static int count(String bytes) {
    int count = 0;
    for (int at = 0; at < bytes.length(); at += Math.max(1, length(bytes, at))) {
      count++;
    }
    return count;
  }

  /** The first so many characters. */
  static String first(String bytes, int count) {
    int at = 0;
    for (int taken = 0; taken < count && at < bytes.length(); taken++) {
      at += Math.max(1, length(bytes, at));
    }
    return bytes.substring(0, at);
  }

  /** Whether a character can be seen, or is a plain space. */
  static boolean isVisible(int code) {
    return code == ' ' || switch (Character.getType(code)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
          Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR -> false;
      default -> true;
    };
  }
}
