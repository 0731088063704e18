package io.swarmd.identity.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.file.KeyFile;
import io.swarmd.identity.lock.LockedRecord;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.identity.token.JoinToken;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Damaged, random and malicious text is refused in one line: no reader breaks, none runs on. */
class DamagedTextTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Provide
  Arbitrary<List<Damage>> damage() {
    return Damage.some();
  }

  @Example
  void whatIsGoodIsTaken() {
    for (Reader reader : Reader.values()) {
      if (reader != Reader.PKCS8 && reader != Reader.SEC1) {
        reader.takeOrRefuse(reader.good());
      }
    }
  }

  @Property(tries = 700)
  void damagedText(@ForAll Reader reader, @ForAll("damage") List<Damage> damage) {
    reader.takeOrRefuse(Damage.all(damage, reader.good()));
  }

  @Property(tries = 3000)
  void damageInsideABlock(@ForAll Reader reader, @ForAll("damage") List<Damage> damage) {
    reader.takeOrRefuse(reader.around(Damage.all(damage, reader.content())));
  }

  @Property(tries = 700)
  void anyBytesInsideABlock(@ForAll Reader reader, @ForAll @Size(max = 200) byte[] content) {
    reader.takeOrRefuse(reader.around(content));
  }

  /** Bytes that a decoder breaks on without a word of why. */
  @Example
  void aRequestNobodyCanSayAnythingAboutIsMalformed() {
    assertThatThrownBy(() -> CertificateRequest.parse(Reader.REQUEST.around(new byte[] {-2, -128})))
        .isInstanceOf(IdentityException.class).hasMessage("CSR Decode failed: malformed");
  }

  @Property(tries = 500)
  void anyBytes(@ForAll Reader reader, @ForAll @Size(max = 200) byte[] text) {
    reader.takeOrRefuse(text);
  }

  /** The bombs of ASN.1: nothing but beginnings, and lengths that promise more than there is. */
  @Example
  void structuresWithoutEndAreNotFollowed() {
    byte[] beginnings = new byte[400_000];
    for (int position = 0; position < beginnings.length; position += 2) {
      beginnings[position] = 0x30;
      beginnings[position + 1] = (byte) 0x80;
    }
    byte[] nested = nested(60_000);
    byte[] promising = {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 2, 3};
    for (Reader reader : Reader.values()) {
      for (byte[] bomb : List.of(beginnings, nested, promising, new byte[0])) {
        assertTimeoutPreemptively(PATIENCE, () -> reader.takeOrRefuse(reader.around(bomb)), reader.name());
      }
    }
  }

  /** Sequences in each other, each with its right length. */
  private static byte[] nested(int depth) {
    byte[] reversed = new byte[depth * 5];
    int length = 0;
    for (int level = 0; level < depth; level++) {
      int inside = length;
      reversed[length++] = (byte) inside;
      reversed[length++] = (byte) (inside >> 8);
      reversed[length++] = (byte) (inside >> 16);
      reversed[length++] = (byte) 0x83;
      reversed[length++] = 0x30;
    }
    byte[] bytes = new byte[length];
    for (int position = 0; position < length; position++) {
      bytes[position] = reversed[length - 1 - position];
    }
    return bytes;
  }

  /** A bent key file must not make a start last for hours. */
  @Example
  void aKeyFileThatAsksForEndlessWorkIsRefused() {
    byte[] content = Reader.LOCKED_KEY_FILE.content();
    byte[] iterations = {0x02, 0x02, 0x08, 0x00};
    int at = indexOf(content, iterations);
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.write(content, 0, at);
    longer.writeBytes(new byte[] {0x02, 0x04, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});
    longer.write(content, at + 4, content.length - at - 4);
    byte[] bent = longer.toByteArray();
    for (int outer : enclosing(bent, at)) {
      bent[outer] += 2;
    }
    assertTimeoutPreemptively(PATIENCE, () -> assertThatThrownBy(() -> KeyFile.parse(
        Reader.LOCKED_KEY_FILE.around(bent), Optional.of(UnlockKey.generate(new SecureRandom()))))
        .isInstanceOf(IdentityException.class).hasMessageContaining("iterations"));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at < bytes.length - part.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("the key file holds no iteration count");
  }

  /** Where the last length bytes of the structures around a place lie. */
  private static List<Integer> enclosing(byte[] der, int place) {
    List<Integer> lengths = new ArrayList<>();
    int at = 0;
    while (at < place) {
      int lengthBytes = (der[at + 1] & 0x80) == 0 ? 0 : der[at + 1] & 0x7f;
      int body = at + 2 + lengthBytes;
      int length = lengthBytes == 0 ? der[at + 1] : 0;
      for (int position = 0; position < lengthBytes; position++) {
        length = length << 8 | der[at + 2 + position] & 0xff;
      }
      if (place < body + length) {
        lengths.add(at + 1 + lengthBytes);
        at = body;
      } else {
        at = body + length;
      }
    }
    return lengths;
  }

  @Provide
  Arbitrary<String> nearlyTokens() {
    return Arbitraries.of("SWMTKN", "SWMKEY", "-", "-1-", "-2-", "-2-1-", "0", "z".repeat(50), "a".repeat(25),
        "+" + "1".repeat(49), "é".repeat(50), "\u0661".repeat(50), " ", "\n", "1".repeat(50), "=".repeat(25))
        .list().ofMaxSize(8).map(parts -> String.join("", parts));
  }

  @Property(tries = 2000)
  void tokens(@ForAll("nearlyTokens") String text) {
    readOrRefuse(() -> JoinToken.parse(text).text(), "invalid join token");
    readOrRefuse(() -> UnlockKey.parse(text), "invalid key string");
  }

  @Property(tries = 500)
  void anyTextAsToken(@ForAll String text) {
    readOrRefuse(() -> JoinToken.parse(text).text(), "invalid join token");
    readOrRefuse(() -> UnlockKey.parse(text), "invalid key string");
  }

  @Property(tries = 1000)
  void lockedRecords(@ForAll @Size(max = 120) byte[] record) {
    String header = Base64.getEncoder().encodeToString(record);
    Optional<UnlockKey> lock = Optional.of(UnlockKey.of(new byte[UnlockKey.BYTES]));
    readOrRefuse(() -> LockedRecord.read(header, lock), "");
    readOrRefuse(() -> LockedRecord.read(new String(record, StandardCharsets.ISO_8859_1), lock), "");
  }

  private static void readOrRefuse(Runnable read, String text) {
    try {
      read.run();
    } catch (IdentityException refused) {
      assertThat(refused.getMessage()).isNotBlank().contains(text);
    }
  }
}
