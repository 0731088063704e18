package io.swarmd.faults.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits that end. */
public final class Patience {

  /** What anything that has to happen may take on a machine that has twenty times as much to do as it can. */
  public static final Duration LIMIT = Duration.ofSeconds(180);

  private static final Duration LOOK = Duration.ofMillis(20);

  private Patience() {}

  /**
   * Looks until it holds.
   *
   * @param what for the message
   * @throws AssertionError when it does not within {@link #LIMIT}
   */
  public static void until(String what, BooleanSupplier holds) {
    if (!within(LIMIT, holds)) {
      throw new AssertionError(what + " did not happen within " + LIMIT.toSeconds() + " s");
    }
  }

  /** Whether it came to hold in time. */
  public static boolean within(Duration limit, BooleanSupplier holds) {
    long end = System.nanoTime() + limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return true;
  }

  /** Lets a fault last. */
  public static void letLast(Duration span) {
    within(span, () -> false);
  }
}
