package io.swarmd.raftstore.transport;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A signal that is kept until somebody waits for it: unlike Ratis' own, none is lost between looking and waiting. */
final class WakeUp {

  private final Semaphore signals = new Semaphore(0);

  void signal() {
    if (signals.availablePermits() == 0) {
      signals.release();
    }
  }

  /** Waits for a signal, at most this long; forgets all signals given so far. */
  void await(long millis) throws InterruptedException {
    signals.tryAcquire(Math.max(1, millis), TimeUnit.MILLISECONDS);
    signals.drainPermits();
  }
}
