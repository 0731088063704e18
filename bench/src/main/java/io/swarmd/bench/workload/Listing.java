package io.swarmd.bench.workload;

import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.ListTasksResponse;
import io.swarmd.bench.cluster.Polling;
import io.swarmd.bench.cluster.Services;
import io.swarmd.bench.measure.Latencies;
import io.swarmd.bench.measure.Measurement;
import io.swarmd.bench.measure.Meter;
import java.time.Duration;

/** ListTasks of one service's tasks, decoded (row 13). */
public final class Listing {

  private static final Duration LOOK = Duration.ofMillis(25);
  private static final Duration LIMIT = Duration.ofSeconds(600);

  private Listing() {}

  /**
   * @param name of a service that is made for it and removed; must be free
   */
  public static void run(Bench bench, String name, int tasks, int calls) {
    String id = bench.cluster().control().createService(
        CreateServiceRequest.newBuilder().setSpec(Services.replicated(name, tasks)).build()).getService().getId();
    Polling.until(tasks + " tasks RUNNING", LOOK, LIMIT, () -> bench.cluster().running(id) >= tasks);
    Latencies latencies = new Latencies(calls);
    long bytes = 0;
    Meter meter = bench.meter();
    for (int call = 0; call < calls; call++) {
      long start = System.nanoTime();
      ListTasksResponse answer = bench.cluster().control().listTasks(ListTasksRequest.getDefaultInstance());
      latencies.record(System.nanoTime() - start);
      bytes = answer.getSerializedSize();
    }
    bench.tell(meter.into(Measurement.of("list " + tasks + " tasks, " + calls + " calls")
        .with("best_ms", latencies.millis(1.0 / calls)).with(latencies).with("bytes", bytes)));
    bench.cluster().removeService(id);
    Polling.until("the end of the listed tasks", LOOK, LIMIT, () -> bench.cluster().tasks(id) == 0);
  }
}
