package io.swarmd.bench.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks again and again until something holds. */
public final class Polling {

  private Polling() {}

  /**
   * Waits.
   *
   * @param what for the message
   * @throws BenchFailure when it does not hold in time
   */
  public static void until(String what, Duration every, Duration limit, BooleanSupplier holds) {
    long end = System.nanoTime() + limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new BenchFailure(what + " did not happen within " + limit.toSeconds() + " s");
      }
      LockSupport.parkNanos(every.toNanos());
    }
  }
}
