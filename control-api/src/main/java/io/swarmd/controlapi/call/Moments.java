package io.swarmd.controlapi.call;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Times and spans as the wire has them. */
public final class Moments {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  /** The spans the protobuf library of the original takes: about ten thousand years. */
  private static final long MOST_SECONDS = 315_576_000_000L;

  private Moments() {}

  public static Timestamp of(Instant moment) {
    return Timestamp.newBuilder().setSeconds(moment.getEpochSecond()).setNanos(moment.getNano()).build();
  }

  public static Instant of(Timestamp moment) {
    return Instant.ofEpochSecond(moment.getSeconds(), moment.getNanos());
  }

  /** Whether the message is one the library would take: in range, seconds and nanoseconds of one sign. */
  public static boolean wellFormed(Duration span) {
    long seconds = span.getSeconds();
    int nanos = span.getNanos();
    return Math.abs(seconds) <= MOST_SECONDS && Math.abs((long) nanos) < NANOS_PER_SECOND
        && (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0));
  }

  public static java.time.Duration span(Duration span) {
    return java.time.Duration.ofSeconds(span.getSeconds(), span.getNanos());
  }
}
