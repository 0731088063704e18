package io.swarmd.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.bench.cluster.BenchFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightTest {

  @Test
  void makesEveryCallOnceAndNeverMoreThanTheWidthAtOnce() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger sum = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      InFlight.run(500, 4, number -> {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        return CompletableFuture.runAsync(() -> {
          sum.addAndGet(number);
          now.decrementAndGet();
        }, threads);
      });
    }
    assertThat(sum).hasValue(499 * 500 / 2);
    assertThat(most.get()).isBetween(1, 4);
  }

  @Test
  void aFailedCallFailsTheRun() {
    assertThatThrownBy(() -> InFlight.run(10, 2, number -> number == 3
        ? CompletableFuture.failedFuture(new IllegalStateException("the fourth"))
        : CompletableFuture.completedFuture(null)))
        .isInstanceOf(BenchFailure.class).hasMessage("a call failed: the fourth");
  }

  @Test
  void noCallsAreDoneAtOnce() {
    InFlight.run(0, 4, number -> CompletableFuture.failedFuture(new IllegalStateException()));
  }
}
