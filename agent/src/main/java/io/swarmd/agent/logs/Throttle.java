package io.swarmd.agent.logs;

import java.time.Duration;

/**
 * How fast the output of one task may be sent: 10 MiB a second, and as much at once when it was quiet before (dispatch
 * sheet, 5.7.4, where the original's rate is wrong). Used by one thread.
 */
final class Throttle {

  static final long BYTES_PER_SECOND = 10L << 20;
  private static final long NANOS = 1_000_000_000L;

  private long credit = BYTES_PER_SECOND;
  private long then;

  Throttle(long nowNanos) {
    this.then = nowNanos;
  }

  /** Notes what was sent; gives how long to wait before the next. */
  Duration sent(long bytes, long nowNanos) {
    long passed = Math.min(nowNanos - then, NANOS);
    credit = Math.min(BYTES_PER_SECOND, credit + passed * BYTES_PER_SECOND / NANOS) - bytes;
    then = nowNanos;
    return credit >= 0 ? Duration.ZERO : Duration.ofNanos(-credit * NANOS / BYTES_PER_SECOND);
  }
}
