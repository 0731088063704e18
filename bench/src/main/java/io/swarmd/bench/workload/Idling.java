package io.swarmd.bench.workload;

import io.swarmd.bench.cluster.Polling;
import io.swarmd.bench.measure.Measurement;
import io.swarmd.bench.measure.Meter;
import java.time.Duration;

/** Nothing but heartbeats (rows 16 and 17). */
public final class Idling {

  private static final Duration LOOK = Duration.ofMillis(100);

  private Idling() {}

  public static void run(Bench bench, Duration span) {
    long end = System.nanoTime() + span.toNanos();
    Meter meter = bench.meter();
    Polling.until("the end of the wait", LOOK, span.multipliedBy(2), () -> System.nanoTime() >= end);
    double seconds = meter.seconds();
    Measurement measured = meter.into(
        Measurement.of("idle with " + bench.fleet().size() + " workers").with("s", seconds));
    Number used = measured.figures().getOrDefault("manager_cpu_s", 0);
    bench.tell(measured.with("manager_cpu_percent", used.doubleValue() / seconds * 100));
  }
}
