package io.swarmd.identity.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.UnlockKey;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A key file follows the cluster object: identity sheet, section 11, rules 6 and 7. */
class KeyFileTest {

  private static final UnlockKey ONE = UnlockKey.generate(new SecureRandom());
  private static final UnlockKey TWO = UnlockKey.generate(new SecureRandom());
  private final KeyFile clear =
      KeyFile.clear(PrivateKeys.generate().getPrivate()).withSecret(KeyFile.DATA_KEY, new byte[32]);
  private final KeyFile locked = clear.withLock(lock(ONE, 5));

  private static KeyLock lock(UnlockKey key, long version) {
    return new KeyLock(Optional.of(key), version);
  }

  private static KeyLock open(long version) {
    return new KeyLock(Optional.empty(), version);
  }

  @Test
  void whatLayInClearIsLockedAndItsDataKeyReplacedSoon() {
    KeyFile followed = clear.following(lock(ONE, 5));
    assertThat(followed.lock()).hasValue(ONE);
    assertThat(followed.lockVersion()).isEqualTo(5);
    assertThat(followed.needsRotation()).isTrue();
    assertThat(KeyFile.parse(followed.encode(), Optional.of(ONE)).needsRotation()).isTrue();
    assertThat(followed.withNeedsRotation(false).needsRotation()).isFalse();
  }

  @Test
  void anotherKeyOrNoneAsksForNoOtherDataKey() {
    KeyFile rotated = locked.following(lock(TWO, 6));
    assertThat(rotated.lock()).hasValue(TWO);
    assertThat(rotated.lockVersion()).isEqualTo(6);
    assertThat(rotated.needsRotation()).isFalse();
    KeyFile opened = rotated.following(open(9));
    assertThat(opened.lock()).isEmpty();
    assertThat(opened.lockVersion()).isEqualTo(9);
    assertThat(opened.needsRotation()).isFalse();
  }

  @Test
  void whatIsOldOrTheSameChangesNothing() {
    assertThat(locked.following(lock(TWO, 4))).isSameAs(locked);
    assertThat(locked.following(open(4))).isSameAs(locked);
    assertThat(locked.following(lock(ONE, 8))).isSameAs(locked);
    assertThat(clear.following(open(8))).isSameAs(clear);
  }

  @Test
  void oneVersionWithTwoKeysIsAnError() {
    assertThatThrownBy(() -> locked.following(lock(TWO, 5))).isInstanceOf(IdentityException.class)
        .hasMessage("candidate KEK has the same version as the current KEK, but a different KEK value");
  }

  @Test
  void aWorkersFileIsNeverLocked() {
    KeyFile workers = clear.withoutSecret(KeyFile.DATA_KEY);
    assertThat(workers.following(lock(ONE, 5))).isSameAs(workers);
  }
}
