package io.swarmd.identity.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.swarmd.api.MaybeEncryptedRecord;
import io.swarmd.identity.IdentityException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockedRecordTest {

  private static final byte[] SECRET = HexFormat.of().parseHex(
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private final UnlockKey lock = UnlockKey.of(SECRET);

  @Test
  @Tag("identity-51")
  void inClearItIsTheSheetsExample() {
    String header = LockedRecord.write(SECRET, Optional.empty());
    assertThat(header).isEqualTo("EiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==");
    assertThat(LockedRecord.read(header, Optional.empty())).isEqualTo(SECRET);
    assertThat(LockedRecord.read(header, Optional.of(lock))).isEqualTo(SECRET);
  }

  @Test
  void sealedItHasTheSheetsShapeAndOpensWithItsKeyOnly() {
    String header = LockedRecord.write(SECRET, Optional.of(lock));
    assertThat(header).startsWith("CAESM").hasSize(104);
    assertThat(LockedRecord.read(header, Optional.of(lock))).isEqualTo(SECRET);
    assertThat(LockedRecord.write(SECRET, Optional.of(lock))).as("another nonce").isNotEqualTo(header);
    assertThatThrownBy(() -> LockedRecord.read(header, Optional.empty())).isInstanceOf(LockedException.class);
    assertThatThrownBy(() -> LockedRecord.read(header, Optional.of(UnlockKey.generate(new SecureRandom()))))
        .isInstanceOf(LockedException.class);
  }

  /** The example of NaCl's own tests for crypto_secretbox. */
  @Test
  void secretboxIsNacls() {
    byte[] key = HexFormat.of().parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
    byte[] nonce = HexFormat.of().parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
    byte[] plain = HexFormat.of().parseHex("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc"
        + "e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556a"
        + "d6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705");
    byte[] sealed = HexFormat.of().parseHex("f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d"
        + "96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164"
        + "548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74"
        + "e355a5");
    assertThat(Secretbox.seal(plain, nonce, key)).isEqualTo(sealed);
    assertThat(Secretbox.open(sealed, nonce, key)).hasValue(plain);
    sealed[40] ^= 1;
    assertThat(Secretbox.open(sealed, nonce, key)).isEmpty();
  }

  /** The example of the Fernet specification. */
  @Test
  void recordsOfManagersUnderFipsAreRead() {
    UnlockKey key = UnlockKey.of(Base64.getUrlDecoder().decode("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="));
    byte[] token = ("gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==")
        .getBytes(StandardCharsets.US_ASCII);
    String header = header(MaybeEncryptedRecord.Algorithm.FERNET_AES_128_CBC, token);
    assertThat(LockedRecord.read(header, Optional.of(key))).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> LockedRecord.read(header, Optional.of(lock))).isInstanceOf(LockedException.class);
    token[30] ^= 1;
    assertThatThrownBy(() -> LockedRecord.read(
        header(MaybeEncryptedRecord.Algorithm.FERNET_AES_128_CBC, token), Optional.of(key)))
        .isInstanceOf(LockedException.class);
  }

  private static String header(MaybeEncryptedRecord.Algorithm algorithm, byte[] data) {
    return Base64.getEncoder().encodeToString(MaybeEncryptedRecord.newBuilder()
        .setAlgorithm(algorithm).setData(ByteString.copyFrom(data)).build().toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "gAA", "////"})
  void garbageIsNoRecord(String header) {
    assertThatThrownBy(() -> LockedRecord.read(header, Optional.empty()))
        .isInstanceOf(IdentityException.class).hasMessage("malformed data key");
  }
}
