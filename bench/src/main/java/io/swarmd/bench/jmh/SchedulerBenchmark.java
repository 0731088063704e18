package io.swarmd.bench.jmh;

import io.swarmd.api.Task;
import io.swarmd.scheduler.Scheduler;
import io.swarmd.store.Unit;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** All tasks of a cluster placed at once, by a scheduler that has just taken over and reads the cluster first. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class SchedulerBenchmark {

  /** Nodes and tasks. */
  @Param({"1000x10000", "10000x100000"})
  public String size;

  /** Whether the tasks are of one service, of none (as in the original's own benchmark), or each of its own. */
  @Param({"one", "none", "each"})
  public String service;

  private StoreState cluster;
  private int tasks;

  @Setup
  public void fill() {
    int nodes = Integer.parseInt(size.substring(0, size.indexOf('x')));
    tasks = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    cluster = StoreState.load(1,
        Stream.concat(Objects.nodes(nodes), tasks()).toList());
  }

  private Stream<Task> tasks() {
    return switch (service) {
      case "one" -> Objects.pendingTasks(tasks, 1);
      case "none" -> Objects.pendingTasks(tasks, 1).map(task -> task.toBuilder().clearServiceId().build());
      default -> Objects.pendingTasks(tasks, tasks);
    };
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
