package io.swarmd.bench.workload;

import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.CreateServiceResponse;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.RemoveServiceResponse;
import io.swarmd.bench.cluster.Services;
import io.swarmd.bench.measure.Latencies;
import io.swarmd.bench.measure.Measurement;
import io.swarmd.bench.measure.Meter;
import io.swarmd.bench.worker.Answer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** CreateService without tasks, by so many callers at once (rows 8 and 9); what was created is removed again. */
public final class Creating {

  private static final int REMOVALS_IN_FLIGHT = 64;

  private Creating() {}

  /**
   * @param prefix of the services' names; must be unused
   */
  public static void run(Bench bench, String prefix, int calls, int inFlight) {
    Latencies latencies = new Latencies(calls);
    Queue<String> created = new ConcurrentLinkedQueue<>();
    Meter meter = bench.meter();
    InFlight.run(calls, inFlight, number -> {
      Answer<CreateServiceResponse> answer = new Answer<>();
      long start = System.nanoTime();
      bench.cluster().asyncControl().createService(CreateServiceRequest.newBuilder()
          .setSpec(Services.replicated(prefix + "-" + number, 0)).build(), answer);
      return answer.future().thenAccept(made -> {
        latencies.record(System.nanoTime() - start);
        created.add(made.getService().getId());
      });
    });
    double seconds = meter.seconds();
    bench.tell(meter.into(Measurement.of("create " + calls + " services, " + inFlight + " in flight")
        .with("s", seconds).with("per_s", calls / seconds).with(latencies)));
    remove(bench, List.copyOf(created));
  }

  private static void remove(Bench bench, List<String> services) {
    InFlight.run(services.size(), REMOVALS_IN_FLIGHT, number -> {
      Answer<RemoveServiceResponse> answer = new Answer<>();
      bench.cluster().asyncControl().removeService(
          RemoveServiceRequest.newBuilder().setServiceId(services.get(number)).build(), answer);
      CompletableFuture<RemoveServiceResponse> removed = answer.future();
      return removed;
    });
  }
}
