package io.swarmd.model.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The worked examples of the identity sheet, section 1. */
class ObjectIdTest {

  /** Gives byte n as the rule says. */
  private static RandomGenerator bytes(IntUnaryOperator rule) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("only bytes are asked for");
      }

      @Override
      public void nextBytes(byte[] bytes) {
        for (int position = 0; position < bytes.length; position++) {
          bytes[position] = (byte) rule.applyAsInt(position);
        }
      }
    };
  }

  @Test
  @Tag("identity-1")
  void theWorkedExampleAndTheExtremesComeOutAsWritten() {
    assertThat(ObjectId.next(bytes(position -> position))).isEqualTo("hw05xdvcpbrfi4jekqvbjy4b2");
    assertThat(ObjectId.next(bytes(position -> 0xff))).isEqualTo("zrw1727u0mgg6ugs60vxe42e4");
    assertThat(ObjectId.next(bytes(position -> 0))).isEqualTo("hvy0lj3x0b883f8e30fyp2172");
  }

  @Test
  @Tag("identity-2")
  void aThousandIdsAreDifferentAndOfTheRightForm() {
    RandomGenerator random = new SecureRandom();
    Set<String> ids = new HashSet<>();
    for (int made = 0; made < 1000; made++) {
      ids.add(ObjectId.next(random));
    }
    assertThat(ids).hasSize(1000).allMatch(id -> id.matches("[0-9a-z]{25}"));
  }
}
