package io.swarmd.raftstore.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SealerTest {

  private static final KeyRing RING = KeyRing.create();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Property(tries = 100)
  void whatWasSealedOpensForWhatItBelongsTo(@ForAll byte[] plain, @ForAll byte[] bound) {
    byte[] sealed = new Sealer(RING).seal(plain, bound);
    assertThat(sealed).hasSize(plain.length + Sealer.OVERHEAD);
    assertThat(new Sealer(RING).open(sealed, bound)).isEqualTo(plain);
  }

  @Test
  void nothingReadableRemains() {
    String sealed = new String(new Sealer(RING).seal(bytes("correct horse"), bytes("x")), StandardCharsets.ISO_8859_1);
    assertThat(sealed).doesNotContain("correct").doesNotContain("horse");
  }

  @Test
  void aSealOpensNowhereElse() {
    Sealer sealer = new Sealer(RING);
    byte[] sealed = sealer.seal(bytes("value"), bytes("cluster a, version 7"));
    assertThatThrownBy(() -> sealer.open(sealed, bytes("cluster a, version 8"))).isInstanceOf(SealException.class);
  }

  @Test
  void aChangedByteAnywhereIsNoticed() {
    Sealer sealer = new Sealer(RING);
    byte[] sealed = sealer.seal(bytes("value"), bytes("x"));
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> sealer.open(changed, bytes("x"))).as("byte %d", i).isInstanceOf(SealException.class);
    }
  }

  @Test
  void noTwoSealsShareKeyAndNonce() {
    Set<ByteBuffer> used = new HashSet<>();
    for (int start = 0; start < 3; start++) {
      Sealer sealer = new Sealer(RING);
      for (int i = 0; i < 1000; i++) {
        byte[] sealed = sealer.seal(bytes("same"), bytes("x"));
        // Key id, salt and counter.
        assertThat(used.add(ByteBuffer.wrap(sealed, 1, 28).slice())).isTrue();
      }
    }
  }

  @Test
  void olderKeysStillOpenAndMissingOnesAreNamed() {
    byte[] sealed = new Sealer(RING).seal(bytes("old"), bytes("x"));
    KeyRing rotated = RING.withNext().advanced();
    assertThat(new Sealer(rotated).open(sealed, bytes("x"))).isEqualTo(bytes("old"));
    byte[] newer = new Sealer(rotated).seal(bytes("new"), bytes("x"));
    assertThatThrownBy(() -> new Sealer(RING).open(newer, bytes("x")))
        .hasMessageContaining("data key " + rotated.current().id() + ", which this manager's key ring does not hold");
  }
}
