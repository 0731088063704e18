package io.swarmd.loop;

import java.time.Duration;
import java.time.Instant;

/**
 * Notices that the wall clock was set, or that the machine slept: that calendar time moved otherwise than the time that
 * passed. Whoever keeps moments of the calendar to wait for asks it before relying on them. For one thread.
 */
public final class ClockWatch {

  /** How far the two may part between two looks and count as one: clocks are slewed, and looking takes time too. */
  public static final Duration TOLERANCE = Duration.ofSeconds(1);

  /** The two clocks, read as if at once. */
  private record Look(Instant wall, long nanos) {}

  private final Environment environment;
  private Look last;

  public ClockWatch(Environment environment) {
    this.environment = environment;
    this.last = look();
  }

  /** Calendar time when {@link #jumped} was asked last, or this was made. */
  public Instant wall() {
    return last.wall;
  }

  /** Whether the wall clock jumped since this was asked before, either way. */
  public boolean jumped() {
    Look before = last;
    last = look();
    Duration passed = Duration.ofNanos(last.nanos - before.nanos);
    return Duration.between(before.wall, last.wall).minus(passed).abs().compareTo(TOLERANCE) > 0;
  }

  /** A thread held up between the two clocks looks again, lest it takes that for a jump. */
  private Look look() {
    while (true) {
      long nanos = environment.monotonicNanos();
      Instant wall = environment.now();
      if (environment.monotonicNanos() - nanos < TOLERANCE.toNanos() / 2) {
        return new Look(wall, nanos);
      }
    }
  }
}
