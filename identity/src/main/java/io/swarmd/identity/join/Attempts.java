package io.swarmd.identity.join;

import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Tries a thing several times.
 *
 * @param most tries in all
 * @param pause between the end of one and the next
 */
record Attempts(int most, Duration pause) {

  /** As a node that joins: identity sheet, section 5. */
  static final Attempts JOINING = new Attempts(5, Duration.ofSeconds(2));
  static final Attempts RENEWING = new Attempts(5, Duration.ZERO);

  /**
   * Runs attempts, numbered from 0, on the loop until one succeeds; fails with what the last one failed with. One that
   * was rejected for good is not repeated.
   */
  <R> CompletableFuture<R> run(EventLoop loop, IntFunction<CompletableFuture<R>> attempt) {
    CompletableFuture<R> result = new CompletableFuture<>();
    loop.execute(() -> begin(loop, attempt, 0, result));
    return result;
  }

  private <R> void begin(
      EventLoop loop, IntFunction<CompletableFuture<R>> attempt, int number, CompletableFuture<R> result) {
    if (result.isDone()) {
      return;
    }
    CompletableFuture<R> running;
    try {
      running = attempt.apply(number);
    } catch (RuntimeException failure) {
      running = CompletableFuture.failedFuture(failure);
    }
    running.whenCompleteAsync((value, failure) -> {
      Throwable cause = failure == null ? null : AuthorityFailure.unwrap(failure);
      if (cause == null) {
        result.complete(value);
      } else if (number + 1 >= most || cause instanceof RejectedRequest) {
        result.completeExceptionally(cause);
      } else {
        loop.schedule(pause, () -> begin(loop, attempt, number + 1, result));
      }
    }, loop);
  }
}
