package io.swarmd.agent.session;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next session: a random time below a bound that grows with each failure (dispatch sheet,
 * 3.2.5), so that the agents of a cluster do not all return at the same moment.
 *
 * @param bound the wait is shorter than this, or none when it is zero
 */
public record Backoff(Duration bound) {

  /** No failure yet. */
  public static final Backoff NONE = new Backoff(Duration.ZERO);

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration MAX = Duration.ofSeconds(8);

  /** After one more failure. */
  public Backoff afterFailure() {
    Duration next = FIRST.plus(bound.multipliedBy(2));
    return new Backoff(next.compareTo(MAX) > 0 ? MAX : next);
  }

  public Duration draw(RandomGenerator random) {
    return bound.isZero() ? Duration.ZERO : Duration.ofNanos(random.nextLong(bound.toNanos()));
  }
}
