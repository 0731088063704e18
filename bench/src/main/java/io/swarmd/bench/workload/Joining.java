package io.swarmd.bench.workload;

import io.swarmd.bench.cluster.Polling;
import io.swarmd.bench.measure.Latencies;
import io.swarmd.bench.measure.Measurement;
import io.swarmd.bench.measure.Meter;
import java.time.Duration;

/** New workers join: certificate, session, READY (rows 11 and 12). */
public final class Joining {

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private Joining() {}

  public static void run(Bench bench, int workers, int inFlight) {
    Latencies certificates = new Latencies(workers);
    Latencies sessions = new Latencies(workers);
    Meter meter = bench.meter();
    InFlight.run(workers, inFlight, number -> bench.fleet().join(certificates, sessions));
    int expected = bench.fleet().size();
    Polling.until(expected + " workers READY", LOOK, LIMIT, () -> bench.cluster().readyWorkers() >= expected);
    double seconds = meter.seconds();
    bench.tell(meter.into(Measurement.of("join " + workers + " workers, " + inFlight + " in flight")
        .with("s", seconds).with("per_s", workers / seconds)
        .with("certificate_p50_ms", certificates.millis(0.5)).with("certificate_p99_ms", certificates.millis(0.99))
        .with("session_p50_ms", sessions.millis(0.5)).with("session_p99_ms", sessions.millis(0.99))));
  }
}
