package io.swarmd.simulation;

import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.simulation.check.Convergence;
import io.swarmd.simulation.cluster.Cluster;
import io.swarmd.simulation.cluster.SimulatedManager;
import io.swarmd.simulation.cluster.SimulatedWorker;
import io.swarmd.simulation.network.Conditions;
import io.swarmd.store.StateDigest;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.simulated.LogFaults;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One run of a whole cluster from one seed: users change their minds while things go wrong, then everything is mended,
 * and the cluster has to come to what was asked of it and to stay there. The same seed gives the same run.
 */
public final class Simulation {

  private static final int WORKERS = 5;
  private static final int LONGEST_TURMOIL = 120;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(6);
  /** Within which the cluster comes to rest once faults have stopped. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Duration LOOK = Duration.ofSeconds(5);
  /** Within which a new leader knows which nodes are there. */
  private static final Duration LEADER_CHANGE = Duration.ofMinutes(1);
  private static final Duration SILENCE = Duration.ofMinutes(10);
  /** How often users ask for the nodes they want in the end: something may come in between. */
  private static final int SETTLING = 2;

  /**
   * What a run came to.
   *
   * @param span the time that passed in it
   * @param untilRest from the last fault to the moment all was as it was asked for
   * @param version how many transactions were committed
   * @param digest of the committed entries, equal for equal runs
   * @param starts how many tasks were started
   * @param acknowledged how many writes of users were acknowledged
   */
  public record Result(
      Duration span, Duration untilRest, long version, StateDigest digest, int starts, int acknowledged) {}

  private final SimulatedEnvironment environment;
  private final Random random;
  private final Cluster cluster;
  private final Workload workload;
  private final Chaos chaos;

  private Simulation(long seed) {
    environment = new SimulatedEnvironment(seed);
    random = new Random(seed);
    cluster = new Cluster(
        environment, 1 + random.nextInt(WORKERS), random.nextInt(3) == 0 ? LogFaults.NONE : LogFaults.WILD);
    workload = new Workload(cluster, random);
    chaos = new Chaos(cluster, random);
    cluster.network().conditions(random.nextInt(3) == 0 ? Conditions.GOOD : Conditions.BAD);
  }

  /** @throws AssertionError naming the first things found wrong */
  public static Result run(long seed) {
    Simulation simulation = new Simulation(seed);
    try {
      return simulation.run();
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError("seed " + seed + " fails after "
          + Duration.ofNanos(simulation.environment.monotonicNanos()) + " (alone: -Dsimulation.seed=" + seed + "): "
          + failure.getMessage(), failure);
    }
  }

  private Result run() {
    cluster.start();
    int steps = random.nextInt(LONGEST_TURMOIL);
    int calmness = 1 + random.nextInt(4);
    for (int step = 0; step < steps; step++) {
      if (random.nextInt(calmness) == 0) {
        chaos.act();
      } else {
        workload.act();
      }
      pause();
    }
    chaos.stop();
    Duration rest = comeToRest();
    changeLeader();
    stayStill();
    LocalStore store = agreement();
    removeAll();
    return new Result(sinceStart(), rest, store.view().version(), store.replicated().digest(),
        cluster.ledger().starts(), workload.acknowledged());
  }

  /** Lets time pass; now and then only a few turns of some loops, so that the next fault comes in the middle. */
  private void pause() {
    if (random.nextInt(4) == 0) {
      for (int turns = random.nextInt(60); turns > 0 && isBusy(); turns--) {
        environment.step();
      }
      cluster.violations().throwIfAny();
    } else {
      pass(Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis())));
    }
  }

  private boolean isBusy() {
    Duration next = environment.untilNext();
    return next != null && next.compareTo(LONGEST_PAUSE) < 0;
  }

  private void pass(Duration span) {
    environment.runFor(span);
    cluster.violations().throwIfAny();
  }

  private Duration comeToRest() {
    Duration mended = sinceStart();
    pass(LOOK);
    while (cluster.leader().isEmpty()) {
      pass(LOOK);
    }
    for (int tries = 0; tries < SETTLING; tries++) {
      workload.settleNodes();
      pass(LOOK);
    }
    awaitRest("the last fault", this::missing);
    return sinceStart().minus(mended);
  }

  private void awaitRest(String event, Supplier<Optional<String>> goal) {
    Duration since = sinceStart();
    Optional<String> missing = goal.get();
    while (missing.isPresent() && sinceStart().minus(since).compareTo(PATIENCE) < 0) {
      pass(LOOK);
      missing = goal.get();
    }
    missing.ifPresent(text -> cluster.violations().add("not at rest " + PATIENCE + " after " + event + ": " + text));
    cluster.violations().throwIfAny();
  }

  /** A leader that remembers nothing finds the cluster at rest, or what the one before it had given up. */
  private void changeLeader() {
    int led = cluster.leader().orElseThrow().member();
    cluster.group().elect((led + 1) % cluster.managers().size());
    pass(LEADER_CHANGE);
    while (cluster.leader().isEmpty()) {
      pass(LOOK);
    }
    awaitRest("a change of leaders", () -> missing().or(this::uneven));
  }

  private Optional<String> uneven() {
    return new Convergence(view(), cluster.commits().claims()).uneven();
  }

  private Optional<String> missing() {
    Map<String, Set<String>> running = new TreeMap<>();
    for (SimulatedWorker worker : cluster.workers()) {
      running.put(worker.nodeId(), worker.machine().running());
    }
    return new Convergence(view(), cluster.commits().claims()).missing(running);
  }

  private StoreView view() {
    return cluster.leader().flatMap(SimulatedManager::store).orElseThrow().view();
  }

  private void stayStill() {
    pass(Duration.ofMinutes(2));
    long version = view().version();
    pass(SILENCE);
    if (view().version() != version) {
      cluster.violations().add("not still: " + (view().version() - version) + " transactions in " + SILENCE);
    }
    missing().or(this::uneven)
        .ifPresent(text -> cluster.violations().add("did not stay as asked for: " + text));
    cluster.violations().throwIfAny();
  }

  /** Everything that was given to somebody is given back once everybody is gone. */
  private void removeAll() {
    for (int tries = 0; tries < 24 && !isEmpty(view()); tries++) {
      workload.removeAll();
      pass(LOOK);
    }
    if (!isEmpty(view())) {
      cluster.violations().add("not all is gone: " + view().all(Table.TASK));
    }
    if (!cluster.commits().claims().heldByTasksAndServices().isEmpty()) {
      cluster.violations().add("still held: " + cluster.commits().claims().heldByTasksAndServices());
    }
    cluster.violations().throwIfAny();
  }

  private static boolean isEmpty(StoreView view) {
    return view.all(Table.SERVICE).isEmpty() && view.all(Table.TASK).isEmpty() && view.all(Table.NETWORK).size() == 1;
  }

  /** All managers hold the same, and all that was acknowledged. */
  private LocalStore agreement() {
    LocalStore first = cluster.managers().getFirst().store().orElseThrow();
    cluster.managers().stream().flatMap(manager -> manager.store().stream())
        .filter(store -> store.view().version() != first.view().version()
            || !store.replicated().digest().equals(first.replicated().digest()))
        .forEach(store -> cluster.violations().add("two managers differ"));
    workload.check(first.view());
    cluster.violations().throwIfAny();
    return first;
  }

  private Duration sinceStart() {
    return Duration.ofNanos(environment.monotonicNanos());
  }
}
