package io.swarmd.store.local;

import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * Tells when nothing of a term that was appended before is under way any more: it appends an entry that changes
 * nothing. What is committed of a term is so in the order it was appended, so once that entry is applied, all before it
 * are applied too or never will be. One is awaited at a time. Belongs to the store's loop.
 */
final class Barrier {

  /** Before the next try, where one failed: the log may refuse everything for a while, or not lead any more. */
  static final Duration PAUSE = Duration.ofMillis(50);

  private final EventLoop loop;
  private final LongFunction<CompletableFuture<Void>> append;
  /** Which one is awaited: what comes of an earlier one is ignored. */
  private long awaited;

  /**
   * A barrier.
   *
   * @param append appends the entry in the term; completes, on any thread, once it is applied
   */
  Barrier(EventLoop loop, LongFunction<CompletableFuture<Void>> append) {
    this.loop = loop;
    this.append = append;
  }

  /** Runs the task once an entry appended from now on is applied, trying again until one is. */
  void raise(long term, Runnable passed) {
    attempt(term, ++awaited, passed);
  }

  /** Nobody waits any more. */
  void drop() {
    awaited++;
  }

  private void attempt(long term, long number, Runnable passed) {
    if (number == awaited) {
      append.apply(term).whenComplete(
          (nothing, failure) -> loop.execute(() -> settled(term, number, failure == null, passed)));
    }
  }

  private void settled(long term, long number, boolean applied, Runnable passed) {
    if (number != awaited) {
      return;
    }
    if (applied) {
      passed.run();
    } else {
      loop.schedule(PAUSE, () -> attempt(term, number, passed));
    }
  }
}
