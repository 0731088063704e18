package io.swarmd.bench.workload;

import io.swarmd.bench.cluster.ClusterUnderTest;
import io.swarmd.bench.measure.Measurement;
import io.swarmd.bench.measure.Meter;
import io.swarmd.bench.worker.Fleet;
import java.util.function.Consumer;

/**
 * What every workload works with.
 *
 * @param results told each measurement as soon as it is made
 */
public record Bench(ClusterUnderTest cluster, Fleet fleet, Consumer<Measurement> results) {

  Meter meter() {
    return Meter.start(cluster.managerPids());
  }

  void tell(Measurement measurement) {
    results.accept(measurement);
  }
}
