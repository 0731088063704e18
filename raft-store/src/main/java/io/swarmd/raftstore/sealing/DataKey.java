package io.swarmd.raftstore.sealing;

import java.security.MessageDigest;

/**
 * A key that seals log entries and stored objects.
 *
 * @param id written beside everything it seals; from 1, higher for newer ones
 * @param bytes 32 bytes; never changed
 */
public record DataKey(int id, byte[] bytes) {

  static final int BYTES = 32;

  public DataKey {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("data key " + id + " has " + bytes.length + " bytes instead of " + BYTES);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DataKey key && id == key.id && MessageDigest.isEqual(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return id;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "data key " + id;
  }
}
