package io.swarmd.raftstore.state;

import io.swarmd.store.StateDigest;
import java.nio.ByteBuffer;

/**
 * How far a state has come.
 *
 * @param term of the last entry applied
 * @param index of the last entry applied; -1 when there was none
 * @param version of the store
 * @param digest of the state: which entries led to it
 */
public record Position(long term, long index, long version, StateDigest digest) {

  /** Before the first entry. */
  public static final Position START = new Position(0, -1, 0, StateDigest.FOUNDING);

  /** The same state after an entry that did not change it. */
  Position at(long newTerm, long newIndex) {
    return new Position(newTerm, newIndex, version, digest);
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(5 * Long.BYTES).putLong(term).putLong(index).putLong(version)
        .putLong(digest.high()).putLong(digest.low()).array();
  }

  static Position of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Position(in.getLong(), in.getLong(), in.getLong(), new StateDigest(in.getLong(), in.getLong()));
  }
}
