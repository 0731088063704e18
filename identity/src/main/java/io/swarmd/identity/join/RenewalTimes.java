package io.swarmd.identity.join;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** When certificates are renewed, and how long to wait after failures (identity sheet, 5.2 and 9.1 to 9.3). */
final class RenewalTimes {

  private static final int MAX_DOUBLINGS = 30;

  private RenewalTimes() {}

  /** When to renew: at a random whole minute between 50 % and 80 % of the certificate's life. */
  static Instant renewal(Instant notBefore, Instant notAfter, RandomGenerator random) {
    Duration life = Duration.between(notBefore, notAfter);
    Duration half = life.dividedBy(2);
    long window = life.multipliedBy(8).dividedBy(10).toMinutes() - half.toMinutes();
    return window < 1
        ? notBefore.plus(half) : notBefore.plus(Duration.ofMinutes(half.toMinutes() + random.nextLong(window)));
  }

  /** After the n-th failure, counted from 1: random below base + base * 2^(n-1), never above the cap. */
  static Duration backoff(int failures, Duration base, Duration cap, RandomGenerator random) {
    Duration bound = base.plus(base.multipliedBy(1L << Math.clamp(failures - 1, 0, MAX_DOUBLINGS)));
    Duration capped = bound.isNegative() || bound.compareTo(cap) > 0 ? cap : bound;
    return Duration.ofNanos(random.nextLong(capped.toNanos()));
  }
}
