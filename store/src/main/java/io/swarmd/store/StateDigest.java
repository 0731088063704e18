package io.swarmd.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which entries led to a state, in their order: a chain of SHA-256 values, each over the one before it and the bytes of
 * the entry applied, cut to 128 bits. Applying being the same everywhere, states with one digest hold the same objects;
 * so an entry that names the digest of the state it was built on fits no other state.
 */
public record StateDigest(long high, long low) {

  /** Of the state of a new cluster, before the first entry. */
  public static final StateDigest FOUNDING = new StateDigest(0, 0);

  private static final String ALGORITHM = "SHA-256";

  /** Of the state that the entry makes of this one's. */
  public StateDigest after(byte[] entry) {
    MessageDigest hash = sha256();
    hash.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).flip());
    ByteBuffer result = ByteBuffer.wrap(hash.digest(entry));
    return new StateDigest(result.getLong(), result.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, impossible);
    }
  }

  /** In hexadecimal. */
  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
