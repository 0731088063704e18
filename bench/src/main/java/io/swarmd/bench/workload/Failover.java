package io.swarmd.bench.workload;

import io.grpc.StatusRuntimeException;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.bench.cluster.BenchFailure;
import io.swarmd.bench.cluster.ClusterUnderTest;
import io.swarmd.bench.cluster.LocalManagers;
import io.swarmd.bench.cluster.Services;
import io.swarmd.bench.measure.Latencies;
import io.swarmd.bench.measure.Measurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** From the leader's sudden end to the next accepted write, asked for through all survivors at once (row 10). */
public final class Failover {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long CALL_SECONDS = 1;
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Failover() {}

  /**
   * @param name the beginning of the names of the services that are made; they are left
   */
  public static void run(Bench bench, LocalManagers managers, String name, int tries) {
    Latencies gaps = new Latencies(tries);
    for (int number = 0; number < tries; number++) {
      int leader;
      try (ClusterUnderTest seen = managers.attach(number % managers.count())) {
        leader = managers.leader(seen);
      }
      long gap = once(managers, leader, name + "-" + number);
      gaps.record(gap);
      bench.tell(Measurement.of("leader killed, try " + (number + 1)).with("s", gap / 1e9));
      managers.restart(leader);
    }
    bench.tell(Measurement.of("leader killed " + tries + " times").with(gaps));
  }

  private static long once(LocalManagers managers, int leader, String name) {
    List<ClusterUnderTest> survivors = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < managers.count(); number++) {
        if (number != leader) {
          survivors.add(managers.attach(number));
        }
      }
      managers.kill(leader);
      long start = System.nanoTime();
      CompletableFuture<Long> accepted = new CompletableFuture<>();
      survivors.forEach(survivor -> callers.execute(
          () -> write(survivor, name + "-" + survivors.indexOf(survivor), start, accepted)));
      return accepted.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof BenchFailure told ? told : failed;
    } finally {
      survivors.forEach(ClusterUnderTest::close);
    }
  }

  private static void write(ClusterUnderTest survivor, String name, long start, CompletableFuture<Long> accepted) {
    for (int call = 0; !accepted.isDone(); call++) {
      try {
        // A name of its own for each: a call that ran out of time may have been accepted all the same.
        survivor.control().withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS).createService(
            CreateServiceRequest.newBuilder().setSpec(Services.replicated(name + "-" + call, 0)).build());
        accepted.complete(System.nanoTime() - start);
      } catch (StatusRuntimeException refused) {
        if (System.nanoTime() - start > LIMIT.toNanos()) {
          accepted.completeExceptionally(new BenchFailure("no write was accepted: " + refused.getMessage()));
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
