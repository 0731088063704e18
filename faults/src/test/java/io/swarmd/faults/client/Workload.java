package io.swarmd.faults.client;

import io.swarmd.api.v1.DescribeReplicaResponse;
import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.cluster.Patience;
import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.Copy;
import io.swarmd.faults.history.History;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Clients and watchers at every manager, and all they were told. For one thread. */
public final class Workload implements AutoCloseable {

  private static final int CLIENTS_OF_A_MANAGER = 3;
  private static final Duration CATCHING_UP = Duration.ofSeconds(30);

  private final List<ManagerProcess> managers;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Gate gate = new Gate();
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private final Map<String, String> names = Register.names();

  private Workload(List<ManagerProcess> managers) {
    this.managers = managers;
  }

  /** Clients choose by a chance split from the given one. */
  public static Workload start(List<ManagerProcess> managers, RandomGenerator.SplittableGenerator random) {
    Workload workload = new Workload(managers);
    Map<String, Long> latest = new ConcurrentHashMap<>();
    long now = managers.getFirst().describe(false).map(DescribeReplicaResponse::getVersion).orElseThrow();
    for (ManagerProcess manager : managers) {
      Watcher watcher = new Watcher("w" + manager.number(), managers, manager.number(), now);
      workload.watchers.add(watcher);
      workload.threads.execute(watcher);
      for (int client = 0; client < CLIENTS_OF_A_MANAGER; client++) {
        workload.threads.execute(new Client("c" + manager.number() + client, manager.name(),
            new Register(manager.channel(), workload.names), latest, random.split(), workload.gate,
            workload.operations::add));
      }
    }
    return workload;
  }

  /** When writes were acknowledged, in order. */
  public LongStream acceptedAt() {
    return operations.stream()
        .filter(operation -> operation.request().changesSomething() && !operation.answer().isRefusal())
        .mapToLong(Operation::end).sorted();
  }

  /** Waits until a write that was asked for from now on is acknowledged, by way of each of these managers. */
  public void awaitWritesAccepted(List<ManagerProcess> through) {
    long now = System.nanoTime();
    for (ManagerProcess manager : through) {
      Patience.until("a write accepted through " + manager.name(), () -> operations.stream()
          .anyMatch(operation -> operation.start() > now && operation.manager().equals(manager.name())
              && operation.request().changesSomething() && !operation.answer().isRefusal()));
    }
  }

  /** Holds the clients back until {@link #resume}. */
  public void pause() {
    gate.close();
  }

  public void resume() {
    gate.open();
  }

  /**
   * All up to now, with the managers' copies; the clients must be held back. The managers still write for themselves,
   * so their copies are taken again until they are equal; those that do not get so are for the checker to find.
   */
  public History history() {
    AtomicReference<List<Copy>> copies = new AtomicReference<>(List.of());
    Patience.until("an answer of every manager about its copy", () -> {
      copies.set(managers.stream().map(this::copy).flatMap(Optional::stream).toList());
      return copies.get().size() == managers.size();
    });
    Patience.within(CATCHING_UP, () -> {
      List<Copy> again = managers.stream().map(this::copy).flatMap(Optional::stream).toList();
      if (again.size() == managers.size()) {
        copies.set(again);
      }
      return copies.get().stream().map(Copy::mark).distinct().count() == 1;
    });
    awaitWatchers();
    return new History(List.copyOf(operations),
        watchers.stream().flatMap(watcher -> watcher.watchings().stream()).toList(), copies.get());
  }

  /** Those who do not catch up are for the checker to find. */
  private void awaitWatchers() {
    Patience.within(CATCHING_UP, () -> {
      long furthest = operations.stream().filter(operation -> operation.request().changesSomething())
          .map(Operation::answer).filter(Answer.Shown.class::isInstance).map(Answer.Shown.class::cast)
          .mapToLong(shown -> shown.object().version()).max().orElse(0);
      long reached = watchers.stream().mapToLong(Watcher::reached).max().orElse(0);
      return reached >= furthest && watchers.stream().allMatch(watcher -> watcher.reached() == reached);
    });
  }

  /** Empty when the manager does not answer in time. */
  private Optional<Copy> copy(ManagerProcess manager) {
    Answer objects = new Register(manager.channel(), names).ask(new Request.ReadAll());
    return manager.describe(true).filter(described -> objects instanceof Answer.Listed)
        .map(described -> new Copy(manager.name(), described.getVersion(), described.getEntriesDigest(),
            described.getObjectsDigest(), ((Answer.Listed) objects).objects()));
  }

  /** How often watchers had to begin anew because no manager remembered. */
  public long begunAnew() {
    return watchers.stream().mapToLong(Watcher::begunAnew).sum();
  }

  @Override
  public void close() {
    gate.end();
    watchers.forEach(Watcher::end);
    threads.shutdown();
  }
}
