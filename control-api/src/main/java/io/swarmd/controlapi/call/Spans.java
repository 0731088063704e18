package io.swarmd.controlapi.call;

import com.google.protobuf.Duration;
import io.swarmd.model.time.WireTime;

/** Spans as requests carry them, which may be malformed. */
public final class Spans {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  /** What the protobuf library of the original takes: about ten thousand years. */
  private static final long MOST_SECONDS = 315_576_000_000L;

  private Spans() {}

  /** Whether seconds and nanoseconds are in range and of one sign. */
  public static boolean wellFormed(Duration span) {
    long seconds = span.getSeconds();
    int nanos = span.getNanos();
    return Math.abs(seconds) <= MOST_SECONDS && Math.abs((long) nanos) < NANOS_PER_SECOND
        && (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0));
  }

  public static boolean negative(Duration span) {
    return WireTime.duration(span).isNegative();
  }

  /** Whether the span is given and shorter than the other. */
  public static boolean setButBelow(Duration span, java.time.Duration least) {
    java.time.Duration given = WireTime.duration(span);
    return !given.isZero() && given.compareTo(least) < 0;
  }
}
