package io.swarmd.identity.lock;

import io.swarmd.identity.IdentityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** What a locked manager cannot start without: 32 bytes that nobody but the operator keeps (identity sheet, 11). */
public final class UnlockKey {

  public static final int BYTES = 32;
  private static final String PREFIX = "SWMKEY-1-";
  private static final int DIGITS = 43;

  private final byte[] bytes;

  private UnlockKey(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** A key nobody has seen yet. */
  public static UnlockKey generate(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new UnlockKey(bytes);
  }

  /**
   * The key of these bytes.
   *
   * @throws IdentityException {@code invalid key string} when there are not 32
   */
  public static UnlockKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw invalid();
    }
    return new UnlockKey(bytes);
  }

  /**
   * Reads what {@link #text} wrote; space around it does not count.
   *
   * @throws IdentityException {@code invalid key string}
   */
  public static UnlockKey parse(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith(PREFIX) || stripped.length() != PREFIX.length() + DIGITS) {
      throw invalid();
    }
    try {
      return of(Base64.getDecoder().decode(stripped.substring(PREFIX.length())));
    } catch (IllegalArgumentException notBase64) {
      throw invalid();
    }
  }

  private static IdentityException invalid() {
    return new IdentityException("invalid key string");
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The key as people write it down. */
  public String text() {
    return PREFIX + Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnlockKey key && MessageDigest.isEqual(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
