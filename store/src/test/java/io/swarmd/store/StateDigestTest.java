package io.swarmd.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StateDigestTest {

  private static final byte[] ONE = {1, 2, 3};
  private static final byte[] TWO = {1, 2, 3, 0};

  @Test
  void everyEntryAndTheirOrderCount() {
    StateDigest founding = StateDigest.FOUNDING;
    assertThat(founding.after(ONE)).isEqualTo(founding.after(ONE.clone()));
    assertThat(founding.after(ONE)).isNotEqualTo(founding).isNotEqualTo(founding.after(TWO));
    assertThat(founding.after(ONE).after(TWO)).isNotEqualTo(founding.after(TWO).after(ONE));
    assertThat(founding.after(ONE).after(TWO)).isNotEqualTo(founding.after(TWO));
  }

  /** It stands on every manager's disk. The first half of what sha256sum says of sixteen zero bytes and "abc". */
  @Test
  void itIsTheSameInEveryVersion() {
    assertThat(StateDigest.FOUNDING.after("abc".getBytes(StandardCharsets.US_ASCII)))
        .hasToString("277e7ff6d232b9763f4a66e8d05d210d");
  }
}
