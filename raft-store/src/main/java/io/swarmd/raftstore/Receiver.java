package io.swarmd.raftstore;

import io.swarmd.store.ReplicatedLog.Applied;
import io.swarmd.store.ReplicatedLog.Listener;
import io.swarmd.store.ReplicatedLog.Stored;
import io.swarmd.store.StateDigest;
import java.util.concurrent.atomic.AtomicBoolean;

/** The store's listener behind one lock, since entries and leadership come from different threads. */
final class Receiver {

  private final Listener listener;
  private final AtomicBoolean failed = new AtomicBoolean();

  Receiver(Listener listener) {
    this.listener = listener;
  }

  synchronized void installed(long version, StateDigest digest, Iterable<Stored> objects) {
    listener.installed(version, digest, objects);
  }

  synchronized Applied committed(long term, long index, byte[] bytes, Object decoded) {
    return listener.committed(term, index, bytes, decoded);
  }

  synchronized void leading(long term) {
    listener.leading(term);
  }

  synchronized void following() {
    listener.following();
  }

  /** Tells of the first failure only. Does not wait for the lock: it may be a call under way that failed. */
  void failed(Throwable cause) {
    if (failed.compareAndSet(false, true)) {
      listener.failed(cause);
    }
  }

  /** From here on no failure is told: the end is meant. */
  void expectEnd() {
    failed.set(true);
  }
}
