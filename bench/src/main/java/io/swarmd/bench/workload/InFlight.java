package io.swarmd.bench.workload;

import io.swarmd.bench.cluster.BenchFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Makes calls with a fixed number of them under way: each that ends starts the next. */
final class InFlight {

  private static final long LIMIT_SECONDS = 300;

  private final int calls;
  private final IntFunction<CompletableFuture<?>> call;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger left;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private InFlight(int calls, IntFunction<CompletableFuture<?>> call) {
    this.calls = calls;
    this.call = call;
    this.left = new AtomicInteger(calls);
  }

  /**
   * Runs all calls and waits for them.
   *
   * @param call makes the call of this number, from any thread
   * @throws BenchFailure when one fails
   */
  static void run(int calls, int width, IntFunction<CompletableFuture<?>> call) {
    if (calls == 0) {
      return;
    }
    InFlight run = new InFlight(calls, call);
    for (int lane = 0; lane < Math.min(calls, width); lane++) {
      run.startNext();
    }
    try {
      run.done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      Throwable cause =
          failed.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : failed.getCause();
      throw new BenchFailure("a call failed: " + cause.getMessage(), cause);
    } catch (TimeoutException stuck) {
      throw new BenchFailure(run.left.get() + " of " + calls + " calls had not ended after " + LIMIT_SECONDS + " s");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  private void startNext() {
    int number = next.getAndIncrement();
    if (number >= calls || done.isDone()) {
      return;
    }
    call.apply(number).whenComplete((answer, failure) -> {
      if (failure != null) {
        done.completeExceptionally(failure);
      } else if (left.decrementAndGet() == 0) {
        done.complete(null);
      } else {
        startNext();
      }
    });
  }
}
