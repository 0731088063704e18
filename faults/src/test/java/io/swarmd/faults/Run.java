package io.swarmd.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.faults.check.HistoryChecker;
import io.swarmd.faults.client.Workload;
import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.cluster.Managers;
import io.swarmd.faults.cluster.Patience;
import io.swarmd.faults.fault.Fault;
import io.swarmd.faults.fault.Outages;
import io.swarmd.faults.history.History;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/** A cluster with its clients, to which one fault after the other happens. For one thread. */
final class Run implements AutoCloseable {

  private static final int MOST_TOLD = 20;
  private static final Duration DUMPED_WITHIN = Duration.ofSeconds(2);

  private final RandomGenerator.SplittableGenerator random;
  private final Managers managers;
  private final Workload workload;
  private final Outages outages = new Outages();

  private Run(RandomGenerator.SplittableGenerator random, Managers managers) {
    this.random = random;
    this.managers = managers;
    this.workload = Workload.start(managers.all(), random.split());
  }

  /**
   * Starts a cluster and its clients.
   *
   * @param name of the directory for state and logs, which stays when it is over
   * @param ownClocks whether the managers' clocks can be set
   */
  static Run start(String name, int managers, long seed, boolean ownClocks) throws IOException {
    RandomGenerator.SplittableGenerator random = (RandomGenerator.SplittableGenerator)
        RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return new Run(random, Managers.start(Path.of("target", "faults", name).toAbsolutePath(), managers, ownClocks));
  }

  Managers managers() {
    return managers;
  }

  RandomGenerator random() {
    return random;
  }

  /**
   * Lets it happen, and waits until writes are accepted through all managers again. Where that fails, the managers'
   * logs end with what their threads do.
   *
   * @return how long no write was accepted
   */
  Duration happens(Fault fault) {
    long from;
    try {
      workload.awaitWritesAccepted(managers.all());
      from = System.nanoTime();
      fault.course().run(managers, random);
      workload.awaitWritesAccepted(managers.all());
    } catch (AssertionError failed) {
      throw new AssertionError(fault + ": " + failed.getMessage() + "; " + explained(), failed);
    }
    return outages.add(fault.name(), workload.acceptedAt(), from, System.nanoTime());
  }

  private String explained() {
    String copies = managers.all().stream().map(manager -> manager.name() + " " + manager.describe(false)
        .map(copy -> "version " + copy.getVersion() + (copy.getLeadingTerm() == 0 ? "" : ", leads in term "
            + copy.getLeadingTerm())).orElse("does not answer")).collect(Collectors.joining("; "));
    managers.all().forEach(ManagerProcess::tellThreads);
    Patience.letLast(DUMPED_WITHIN);
    return copies;
  }

  /** Holds the clients back for a moment, compares the managers, and checks all that was told so far. */
  History check() {
    workload.pause();
    try {
      History history = workload.history();
      assertThat(HistoryChecker.check(history).stream().limit(MOST_TOLD)).isEmpty();
      return history;
    } finally {
      workload.resume();
    }
  }

  /** How long faults kept writes from being accepted, and how much was checked. */
  String summary(History history) {
    return outages.table() + "\n" + history.operations().size() + " operations, of which "
        + history.operations().stream().filter(operation -> operation.answer().isRefusal()).count() + " refused; "
        + history.watchings().stream().mapToLong(watching -> watching.told().size()).sum() + " messages to watchers in "
        + history.watchings().size() + " streams, begun anew " + workload.begunAnew() + " times";
  }

  @Override
  public void close() {
    workload.close();
    managers.close();
  }
}
