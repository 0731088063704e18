package io.swarmd.store.local;

import io.swarmd.store.StateDigest;

/**
 * The entries sent since the head last started from the committed state, each built on the one before: knows the digest
 * of the state they lead to, which the next one names, before any of them is committed. Belongs to the proposer's loop.
 */
final class Lineage {

  private StateDigest tip;

  Lineage(StateDigest committed) {
    this.tip = committed;
  }

  StateDigest tip() {
    return tip;
  }

  /** The next entry has these bytes. */
  void extend(byte[] entry) {
    tip = tip.after(entry);
  }
}
