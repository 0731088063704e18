package io.swarmd.bench;

import io.swarmd.bench.cluster.BenchFailure;
import io.swarmd.bench.cluster.ClusterUnderTest;
import io.swarmd.bench.cluster.LocalManagers;
import io.swarmd.bench.measure.Measurement;
import io.swarmd.bench.worker.Admission;
import io.swarmd.bench.worker.Fleet;
import io.swarmd.bench.workload.Bench;
import io.swarmd.bench.workload.Creating;
import io.swarmd.bench.workload.Failover;
import io.swarmd.bench.workload.Idling;
import io.swarmd.bench.workload.Joining;
import io.swarmd.bench.workload.Listing;
import io.swarmd.bench.workload.Scaling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The hollow cluster: workers without substance and a driver, in one process, against managers of any make. Several
 * workloads may be named; they run in order on the same cluster.
 */
@Command(name = "hollow", mixinStandardHelpOptions = true, subcommandsRepeatable = true,
    description = "Measures managers with workers that only say they run.")
public final class Hollow implements Runnable {

  private static final int ALL_REPORTS = 1000;
  private static final int WARM_REPLICAS = 1000;
  private static final int JOINS_IN_FLIGHT = 32;

  /** Held, as loggers are forgotten with their levels otherwise. Of unix sockets Netty says what they cannot do. */
  private static final Logger NETTY = Logger.getLogger("io.netty");

  @Mixin private HollowOptions options = new HollowOptions();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private Bench bench;
  private LocalManagers managers;
  private int names;

  public static void main(String[] arguments) {
    NETTY.setLevel(Level.SEVERE);
    Hollow hollow = new Hollow();
    Thread cleaner = new Thread(hollow::close);
    Runtime.getRuntime().addShutdownHook(cleaner);
    CommandLine line = new CommandLine(hollow).setExecutionStrategy(new CommandLine.RunAll());
    line.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (!(failure instanceof BenchFailure || failure instanceof IllegalArgumentException)) {
        failure.printStackTrace();
      }
      System.err.println("hollow: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    });
    System.exit(line.execute(arguments));
  }

  /** Opens the cluster; the workloads follow. */
  @Override
  public void run() {
    options.check();
    ClusterUnderTest cluster = options.local > 0 ? local() : opening(
        new ClusterUnderTest(options.socket, options.joinAddress, options.managerPids));
    Admission admission = new Admission(cluster.joinAddress(), cluster.workerToken());
    Fleet fleet = opening(new Fleet(admission, options.oneByOne ? 1 : ALL_REPORTS));
    cluster.drainManagers();
    bench = new Bench(cluster, fleet, this::show);
    if (options.workers > 0) {
      Joining.run(bench, options.workers, JOINS_IN_FLIGHT);
    }
  }

  private ClusterUnderTest local() {
    managers = opening(LocalManagers.start(Path.of(System.getProperty("swarmd.root", ".")), options.local));
    return opening(managers.attach());
  }

  private synchronized <C extends AutoCloseable> C opening(C resource) {
    opened.push(resource);
    return resource;
  }

  private void show(Measurement measurement) {
    System.out.println(options.json ? measurement.json() : measurement.text());
  }

  private synchronized void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception failure) {
        System.err.println("hollow: " + failure.getMessage());
      }
    }
  }

  private String name() {
    return "hollow-" + ProcessHandle.current().pid() + "-" + ++names;
  }

  @Command(name = "scale", description = "Bring a service up and down again.")
  void scale(
      @Option(names = "--replicas", defaultValue = "1000") int replicas,
      @Option(names = "--warm", description = "Before it a round of 1,000 replicas") boolean warm,
      @Option(names = "--rounds", defaultValue = "1") int rounds) {
    if (warm) {
      Scaling.run(bench, name(), WARM_REPLICAS, 0);
    }
    for (int round = 0; round < rounds; round++) {
      Scaling.run(bench, name(), replicas, 0);
    }
  }

  @Command(name = "roll", description = "Bring a service up, replace its tasks, and take it down.")
  void roll(
      @Option(names = "--replicas", defaultValue = "1000") int replicas,
      @Option(names = "--parallelism", defaultValue = "100") int parallelism) {
    Scaling.run(bench, name(), replicas, parallelism);
  }

  @Command(name = "create", description = "Create services without tasks.")
  void create(
      @Option(names = "--calls", defaultValue = "1000") int calls,
      @Option(names = "--in-flight", split = ",", defaultValue = "1,16,64") List<Integer> inFlight,
      @Option(names = "--rounds", defaultValue = "1") int rounds) {
    for (int round = 0; round < rounds; round++) {
      inFlight.forEach(width -> Creating.run(bench, name(), calls, width));
    }
  }

  @Command(name = "list", description = "List the tasks of a service.")
  void list(
      @Option(names = "--tasks", defaultValue = "10000") int tasks,
      @Option(names = "--calls", defaultValue = "7") int calls) {
    Listing.run(bench, name(), tasks, calls);
  }

  @Command(name = "join", description = "Let more workers join.")
  void join(
      @Option(names = "--count", defaultValue = "100") int count,
      @Option(names = "--in-flight", defaultValue = "32") int inFlight) {
    Joining.run(bench, count, inFlight);
  }

  @Command(name = "failover", description = "Kill the leader, again and again; only with --local 3 or more.")
  void failover(@Option(names = "--tries", defaultValue = "10") int tries) {
    if (managers == null || managers.count() < 3) {
      throw new IllegalArgumentException("failover needs managers that may be killed: give --local 3 or more");
    }
    Failover.run(bench, managers, name(), tries);
  }

  @Command(name = "idle", description = "Do nothing for a while.")
  void idle(@Option(names = "--seconds", defaultValue = "30") int seconds) {
    Idling.run(bench, Duration.ofSeconds(seconds));
  }
}
