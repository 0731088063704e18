package io.swarmd.raftstore;

import io.swarmd.raftstore.sealing.KeptKeys;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.RingStorage;
import java.util.function.UnaryOperator;

/** Stands for a test manager's key file; outlives its restarts. */
final class RingInMemory implements RingStorage {

  private KeptKeys kept;

  RingInMemory(KeyRing ring) {
    kept = new KeptKeys(ring, true, false);
  }

  @Override
  public synchronized KeptKeys read() {
    return kept;
  }

  @Override
  public synchronized KeptKeys change(UnaryOperator<KeptKeys> change) {
    kept = change.apply(kept);
    return kept;
  }

  /** As the cluster's lock does to keys that lay in clear. */
  synchronized void lock() {
    kept = new KeptKeys(kept.ring(), true, true);
  }

  synchronized void unlock() {
    kept = new KeptKeys(kept.ring(), false, kept.needsRotation());
  }
}
