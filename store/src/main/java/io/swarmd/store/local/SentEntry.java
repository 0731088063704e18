package io.swarmd.store.local;

import io.swarmd.store.StateDigest;
import io.swarmd.store.entry.ReplicatedState;

/**
 * An entry once it has its bytes; handed back by the log with them.
 *
 * @param parent of the state it was built on
 * @param after of the state it leads to
 */
record SentEntry(HeadEntry entry, StateDigest parent, StateDigest after) {

  /** Whether it was built on this very instance of the state, so that what the head made of it can be taken over. */
  boolean builtOn(ReplicatedState state) {
    return entry.parent() == state.objects() && parent.equals(state.digest());
  }
}
