package io.swarmd.identity.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.IdentityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnlockKeyTest {

  private static final String TEXT = "SWMKEY-1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  @Test
  void theTextIsTheSheetsExample() {
    UnlockKey key = UnlockKey.of(HexFormat.of().parseHex(
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
    assertThat(key.text()).isEqualTo(TEXT).hasSize(52);
    assertThat(UnlockKey.parse(" " + TEXT + "\n")).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(UnlockKey.generate(new SecureRandom())).isNotEqualTo(key);
    assertThat(key).hasToString("SWMKEY-1-…");
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT + "=", "SWMKEY-1-", "SWMKEY-2-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
      "SWMKEY-1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh-", "SWMKEY-1-AAEC", "", "garbage"})
  @Tag("identity-61")
  void anythingElseIsNoKey(String text) {
    assertThatThrownBy(() -> UnlockKey.parse(text))
        .isInstanceOf(IdentityException.class).hasMessage("invalid key string");
  }
}
