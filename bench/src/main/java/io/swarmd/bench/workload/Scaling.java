package io.swarmd.bench.workload;

import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.Service;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.bench.cluster.BenchFailure;
import io.swarmd.bench.cluster.ClusterUnderTest;
import io.swarmd.bench.cluster.Polling;
import io.swarmd.bench.cluster.Services;
import io.swarmd.bench.measure.Measurement;
import io.swarmd.bench.measure.Meter;
import io.swarmd.bench.worker.Fleet;
import java.time.Duration;
import java.util.IntSummaryStatistics;

/**
 * One service brought up, perhaps replaced by a rolling update, and taken down (rows 1 to 7). The managers are asked
 * how far they are only once the workers have had all their reports accepted, so that asking costs next to nothing.
 */
public final class Scaling {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration LIMIT = Duration.ofSeconds(600);

  private final Bench bench;
  private final ClusterUnderTest cluster;
  private final Fleet fleet;
  private final int replicas;
  private String serviceId;

  private Scaling(Bench bench, int replicas) {
    this.bench = bench;
    this.cluster = bench.cluster();
    this.fleet = bench.fleet();
    this.replicas = replicas;
  }

  /**
   * Runs a whole round.
   *
   * @param name of the service; must be free
   * @param parallelism of a rolling update between up and down; 0 for none
   */
  public static void run(Bench bench, String name, int replicas, int parallelism) {
    Scaling round = new Scaling(bench, replicas);
    round.up(name);
    if (parallelism > 0) {
      round.replace(parallelism);
    }
    round.down(parallelism > 0);
  }

  private void up(String name) {
    fleet.resetCounts();
    Meter meter = bench.meter();
    serviceId = cluster.control().createService(CreateServiceRequest.newBuilder()
        .setSpec(Services.replicated(name, replicas)).build()).getService().getId();
    awaitRunning();
    double seconds = meter.seconds();
    Measurement up = Measurement.of("up " + replicas + " replicas on " + fleet.size() + " workers");
    bench.tell(meter.into(perTask(up, seconds)
        .with("first_s", (fleet.firstRunningNanos() - meter.startNanos()) / NANOS_PER_SECOND)));
    checkSpread();
  }

  private void awaitRunning() {
    Polling.until(replicas + " tasks RUNNING", LOOK, LIMIT,
        () -> fleet.runningReported() >= replicas && cluster.running(serviceId) >= replicas);
  }

  private Measurement perTask(Measurement measurement, double seconds) {
    return measurement.with("s", seconds).with("tasks_per_s", replicas / seconds);
  }

  private void checkSpread() {
    IntSummaryStatistics spread = fleet.spread();
    if (spread.getSum() != replicas || spread.getMax() - spread.getMin() > 1) {
      throw new BenchFailure("tasks are not spread evenly: " + spread.getSum() + " in all, from " + spread.getMin()
          + " to " + spread.getMax() + " on a worker");
    }
  }

  private void replace(int parallelism) {
    fleet.resetCounts();
    Meter meter = bench.meter();
    Service service = service();
    cluster.control().updateService(UpdateServiceRequest.newBuilder().setServiceId(serviceId)
        .setServiceVersion(service.getMeta().getVersion())
        .setSpec(Services.replaced(service.getSpec(), parallelism)).build());
    awaitRunning();
    double seconds = meter.seconds();
    bench.tell(meter.into(perTask(
        Measurement.of("rolling update of " + replicas + " tasks, parallelism " + parallelism), seconds)));
  }

  private Service service() {
    return cluster.control().getService(GetServiceRequest.newBuilder().setServiceId(serviceId).build()).getService();
  }

  /**
   * Scales to nothing and waits until no task is left, not even as history; after an update only until all have ended,
   * for the original keeps the history of slots that are gone until their service is removed.
   */
  private void down(boolean updated) {
    Meter meter = bench.meter();
    Service service = service();
    var spec = service.getSpec().toBuilder();
    spec.getReplicatedBuilder().setReplicas(0);
    cluster.control().updateService(UpdateServiceRequest.newBuilder().setServiceId(serviceId)
        .setServiceVersion(service.getMeta().getVersion()).setSpec(spec).build());
    Polling.until("the end of " + replicas + " tasks", LOOK, LIMIT,
        () -> fleet.spread().getSum() == 0
            && (updated ? cluster.unfinishedTasks(serviceId) : cluster.tasks(serviceId)) == 0);
    double seconds = meter.seconds();
    bench.tell(meter.into(perTask(Measurement.of("down " + replicas + " replicas"), seconds)));
    cluster.removeService(serviceId);
  }
}
