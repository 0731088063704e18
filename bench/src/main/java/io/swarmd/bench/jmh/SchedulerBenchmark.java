package io.swarmd.bench.jmh;

import io.swarmd.api.Placement;
import io.swarmd.api.Task;
import io.swarmd.scheduler.Scheduler;
import io.swarmd.store.Unit;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** All tasks of a cluster placed at once, by a scheduler that has just taken over and reads the cluster first. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class SchedulerBenchmark extends Benchmarks {

  /** Nodes and tasks. */
  @Param({"1000x10000", "10000x100000"})
  public String size;

  /** Whether the tasks are of one service, of none (as in the original's own benchmark), or each of its own. */
  @Param({"one", "none", "each"})
  public String service;

  /** What the tasks ask of nodes: nothing, a label that half of them have, or to be spread over ten zones. */
  @Param({"nothing", "constraint", "preference"})
  public String ask;

  private StoreState cluster;
  private int tasks;

  @Setup
  public void fill() {
    int nodes = Integer.parseInt(size.substring(0, size.indexOf('x')));
    tasks = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    Placement placement = placement();
    cluster = StoreState.load(1, Stream.concat(Objects.nodes(nodes), tasks().map(task -> asking(task, placement)))
        .toList());
  }

  private Stream<Task> tasks() {
    return switch (service) {
      case "one" -> Objects.pendingTasks(tasks, 1);
      case "none" -> Objects.pendingTasks(tasks, 1).map(task -> task.toBuilder().clearServiceId().build());
      default -> Objects.pendingTasks(tasks, tasks);
    };
  }

  private Placement placement() {
    Placement.Builder placement = Placement.newBuilder();
    switch (ask) {
      case "constraint" -> placement.addConstraints("node.labels.disk==ssd");
      case "preference" -> placement.addPreferencesBuilder().getSpreadBuilder().setSpreadDescriptor("node.labels.zone");
      default -> { /* nothing */ }
    }
    return placement.build();
  }

  private static Task asking(Task task, Placement placement) {
    return task.toBuilder().setSpec(task.getSpec().toBuilder().setPlacement(placement)).build();
  }

  @Benchmark
  public List<Unit> place() {
    List<Unit> placed = new Scheduler().start(cluster, Instant.EPOCH);
    if (placed.size() != tasks) {
      throw new IllegalStateException("only " + placed.size() + " of " + tasks + " tasks were placed");
    }
    return placed;
  }
}
