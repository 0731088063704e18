package io.swarmd.dispatcher.session;

import java.time.Duration;

/**
 * For how long a node counts as present. Heartbeats renew it from any thread, without the dispatcher's loop; the loop's
 * timer asks whether it has run out. Times are monotonic nanoseconds.
 */
public final class Lease {

  /** What the timer is to do. */
  public sealed interface Verdict {
    /** The node has been silent too long; no heartbeat renews this lease any more. */
    record Expired() implements Verdict {}

    /** Ask again after this. */
    record AskAgain(Duration in) implements Verdict {}
  }

  private long deadlineNanos;
  private boolean over;

  public Lease(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /** Moves the end; false when the lease is over. */
  public synchronized boolean renew(long newDeadlineNanos) {
    if (!over) {
      deadlineNanos = newDeadlineNanos;
    }
    return !over;
  }

  /**
   * Ends the lease when its time has come. When the question comes later than the end by more than the tolerance, this
   * manager itself stood still, and heartbeats may lie unread: the node then gets the tolerance once more.
   */
  public synchronized Verdict check(long nowNanos, Duration tolerance) {
    long overdue = nowNanos - deadlineNanos;
    if (overdue < 0) {
      return new Verdict.AskAgain(Duration.ofNanos(-overdue));
    }
    if (overdue > tolerance.toNanos()) {
      deadlineNanos = nowNanos + tolerance.toNanos();
      return new Verdict.AskAgain(tolerance);
    }
    over = true;
    return new Verdict.Expired();
  }

  /** Ends the lease now. */
  public synchronized void end() {
    over = true;
  }

  /** Whether the lease is over. */
  public synchronized boolean isOver() {
    return over;
  }
}
