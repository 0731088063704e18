package io.swarmd.membership;

import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Waits for something outside for so long and no longer, by the loop's own time. */
public final class TimeLimit {

  private TimeLimit() {}

  /**
   * Completes as the future does, or fails as {@code TIMED_OUT} when that takes longer. What the future stands for is
   * not stopped.
   *
   * @param what for the message, for example "removing a manager"
   */
  public static <T> CompletableFuture<T> on(CompletableFuture<T> future, EventLoop loop, Duration limit, String what) {
    CompletableFuture<T> limited = new CompletableFuture<>();
    Timer timer = loop.schedule(limit, () -> limited.completeExceptionally(new MembershipException(
        MembershipException.Reason.TIMED_OUT, what + " took longer than " + limit.toSeconds() + " s")));
    future.whenComplete((value, failure) -> {
      timer.cancel();
      if (failure == null) {
        limited.complete(value);
      } else {
        limited.completeExceptionally(failure);
      }
    });
    return limited;
  }
}
