package io.swarmd.dispatcher.session;

import java.time.Duration;

/**
 * How often a session that was still open has been taken over by a new registration of the same node. A node that came
 * back does so once. Two processes with one identity, such as a copied state directory, do so in turns for ever: after
 * some turns the session that is open stays (dispatch sheet, section 10; identity sheet, 19.19).
 *
 * @param count takeovers that passed, and refused ones after them, each within the window of the one before
 * @param lastNanos when the last was tried, monotonic
 */
public record Takeovers(int count, long lastNanos) {

  public static final Takeovers NONE = new Takeovers(0, 0);

  /** Longer than an agent waits between its attempts, so that a contest does not begin anew while both try. */
  static final Duration WINDOW = Duration.ofSeconds(60);
  static final int LIMIT = 3;

  private Takeovers at(long nowNanos) {
    return nowNanos - lastNanos > WINDOW.toNanos() ? new Takeovers(0, nowNanos) : this;
  }

  /** Whether one more is refused now. */
  public boolean areEnough(long nowNanos) {
    return at(nowNanos).count >= LIMIT;
  }

  /** Whether the one refused last was the first refused of its contest. */
  public boolean justSettled() {
    return count == LIMIT + 1;
  }

  /** With one more, now. */
  public Takeovers andOne(long nowNanos) {
    return new Takeovers(at(nowNanos).count + 1, nowNanos);
  }
}
