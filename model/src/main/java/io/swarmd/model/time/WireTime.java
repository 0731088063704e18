package io.swarmd.model.time;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** Turns the wire's times and spans into Java's and back. */
public final class WireTime {

  private WireTime() {}

  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
  }

  public static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  public static com.google.protobuf.Duration span(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.toSeconds() + (duration.isNegative() && duration.toNanosPart() != 0 ? 1 : 0))
        .setNanos(duration.isNegative() && duration.toNanosPart() != 0
            ? duration.toNanosPart() - 1_000_000_000 : duration.toNanosPart())
        .build();
  }

  public static Duration duration(com.google.protobuf.Duration span) {
    return Duration.ofSeconds(span.getSeconds(), span.getNanos());
  }
}
