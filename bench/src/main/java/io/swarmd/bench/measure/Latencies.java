package io.swarmd.bench.measure;

import java.util.Arrays;

/** Spans in nanoseconds, recorded by any thread and looked at once all are in. */
public final class Latencies {

  private static final double NANOS_PER_MILLI = 1e6;

  private long[] nanos;
  private int count;

  public Latencies(int expected) {
    this.nanos = new long[Math.max(1, expected)];
  }

  public synchronized void record(long spanNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = spanNanos;
  }

  public synchronized int count() {
    return count;
  }

  /**
   * The smallest span, in milliseconds, that at least this share of all spans do not exceed (nearest rank); zero when
   * none was recorded.
   *
   * @param share over 0, up to 1
   */
  public synchronized double millis(double share) {
    if (share <= 0 || share > 1) {
      throw new IllegalArgumentException("a share is over 0 and up to 1, not " + share);
    }
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * count);
    return sorted[Math.max(1, rank) - 1] / NANOS_PER_MILLI;
  }
}
