package io.swarmd.identity.certificate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One block of PEM text.
 *
 * @param label what stands after BEGIN
 * @param headers lines between BEGIN and the content; written in alphabetical order, read in any
 * @param content the bytes inside
 */
public record Pem(String label, Map<String, String> headers, byte[] content) {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  public static Pem of(String label, byte[] content) {
    return new Pem(label, Map.of(), content);
  }

  /** All blocks of a text, in order. What stands around them and blocks that do not decode are passed over. */
  public static List<Pem> parseAll(byte[] text) {
    List<Pem> blocks = new ArrayList<>();
    Iterator<String> lines = new String(text, StandardCharsets.ISO_8859_1).lines().iterator();
    while (lines.hasNext()) {
      String line = lines.next().strip();
      if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + DASHES.length()) {
        parseBlock(line.substring(BEGIN.length(), line.length() - DASHES.length()), lines, blocks);
      }
    }
    return blocks;
  }

  private static void parseBlock(String label, Iterator<String> lines, List<Pem> blocks) {
    Map<String, String> headers = new LinkedHashMap<>();
    StringBuilder base64 = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next().strip();
      int colon = line.indexOf(':');
      if (line.equals(END + label + DASHES)) {
        decode(base64).ifPresent(content -> blocks.add(new Pem(label, headers, content)));
        return;
      } else if (colon > 0 && base64.isEmpty()) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      } else {
        base64.append(line);
      }
    }
  }

  private static Optional<byte[]> decode(CharSequence base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64.toString()));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** The block as text, ending in a line feed. */
  public byte[] encode() {
    StringBuilder text = new StringBuilder(BEGIN).append(label).append(DASHES).append('\n');
    new TreeMap<>(headers).forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    if (!headers.isEmpty()) {
      text.append('\n');
    }
    text.append(LINES.encodeToString(content));
    if (content.length > 0) {
      text.append('\n');
    }
    return text.append(END).append(label).append(DASHES).append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The blocks of a text in their plainest form: no headers, nothing around them; empty when nothing decodes. */
  public static byte[] normalize(byte[] text) {
    ByteArrayOutputStream normal = new ByteArrayOutputStream();
    parseAll(text).forEach(block -> normal.writeBytes(of(block.label, block.content).encode()));
    return normal.toByteArray();
  }
}
