package io.swarmd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs of the simulation, by seed. {@code -Dsimulation.seed=7} runs one seed alone, {@code -Dsimulation.seeds=50} the
 * first fifty; {@code -Dsimulation.trace=true} prints every committed change.
 */
class SimulationTest {

  private static final int SEEDS = 200;
  private static final int SOAK_SEEDS = 10_000;
  /** The soak's seeds are others than those of every build. */
  private static final long SOAK_FROM = 1_000_000;

  @Test
  void whateverGoesWrongTheClusterComesToWhatWasAskedOfIt() {
    Long alone = Long.getLong("simulation.seed");
    if (alone != null) {
      run(LongStream.of(alone));
    } else {
      run(LongStream.rangeClosed(1, Integer.getInteger("simulation.seeds", SEEDS)));
    }
  }

  @Test
  @Tag("soak")
  void manySeeds() {
    run(LongStream.range(SOAK_FROM, SOAK_FROM + Integer.getInteger("simulation.seeds", SOAK_SEEDS)));
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(Simulation.run(42)).isEqualTo(Simulation.run(42));
    assertThat(Simulation.run(43)).isNotEqualTo(Simulation.run(42));
  }

  private static void run(LongStream seeds) {
    long began = System.nanoTime();
    List<Simulation.Result> results = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    seeds.forEach(seed -> {
      try {
        results.add(Simulation.run(seed));
      } catch (AssertionError failure) {
        failures.add(failure.getMessage());
      }
    });
    System.out.println(summary(results, failures.size(), Duration.ofNanos(System.nanoTime() - began)));
    assertThat(failures).as("seeds that failed").isEmpty();
  }

  private static String summary(List<Simulation.Result> results, int failed, Duration took) {
    Duration simulated = results.stream().map(Simulation.Result::span).reduce(Duration.ZERO, Duration::plus);
    Duration rest = results.stream().map(Simulation.Result::untilRest).max(Duration::compareTo).orElse(Duration.ZERO);
    long starts = results.stream().mapToLong(Simulation.Result::starts).sum();
    long versions = results.stream().mapToLong(Simulation.Result::version).sum();
    long acknowledged = results.stream().mapToLong(Simulation.Result::acknowledged).sum();
    double hoursPerMinute = simulated.toMillis() / 3.6e6 / (took.toMillis() / 6e4);
    return "simulation: %d seeds passed, %d failed; %.1f simulated hours in %d s, %.0f hours per minute; %d tasks "
        .formatted(results.size(), failed, simulated.toMillis() / 3.6e6, took.toSeconds(), hoursPerMinute, starts)
        + "started, %d transactions, %d writes acknowledged, at rest after at most %d s"
            .formatted(versions, acknowledged, rest.toSeconds());
  }
}
