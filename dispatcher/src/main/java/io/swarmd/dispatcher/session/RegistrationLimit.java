package io.swarmd.dispatcher.session;

import java.time.Duration;

/**
 * How often a node has registered lately (dispatch sheet, 1.3). Only nodes the dispatcher already knows are counted; a
 * node that was down starts anew.
 *
 * @param attempts since the window began
 * @param registeredNanos the last admitted registration, monotonic
 */
public record RegistrationLimit(int attempts, long registeredNanos) {

  /** The count after one more attempt, and whether it passes. */
  public record Attempt(RegistrationLimit after, boolean admitted) {}

  public Attempt attempt(long nowNanos, Duration window, int limit) {
    if (window.isZero()) {
      return new Attempt(new RegistrationLimit(0, nowNanos), true);
    }
    int counted = (nowNanos - registeredNanos > window.toNanos() ? 0 : attempts) + 1;
    return counted > limit
        ? new Attempt(new RegistrationLimit(counted, registeredNanos), false)
        : new Attempt(new RegistrationLimit(counted, nowNanos), true);
  }
}
