package io.swarmd.store.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.local.StoreLimits;
import io.swarmd.store.state.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/** One run of three stores under faults, with a record of what they were asked and what they answered. */
final class ChaosRun {

  private static final int MEMBERS = 3;
  /** Small bounds, so that all of them are met. */
  private static final StoreLimits LIMITS = new StoreLimits(4, 12, 4096, 5, 10_000, 10_000, 40, 64 << 10);

  /** What was answered to the creation of an object whose id is used once. */
  private enum Answer { NONE, COMMITTED, NOT_WRITTEN, UNKNOWN }

  private final SimulatedEnvironment environment;
  private final Random random;
  private final SimulatedGroup group;
  private final EventLoop clients;
  private final List<LocalStore> stores = new ArrayList<>();
  private final List<MirrorWatcher> mirrors = new ArrayList<>();
  private final Map<String, Answer> creations = new HashMap<>();
  private final Set<Long> versions = new HashSet<>();
  private final Map<String, Integer> seen = new TreeMap<>();

  ChaosRun(long seed) {
    this.environment = new SimulatedEnvironment(seed);
    this.random = new Random(seed);
    this.group = new SimulatedGroup(environment, MEMBERS, LogFaults.WILD);
    this.clients = environment.newLoop("clients");
    for (int i = 0; i < MEMBERS; i++) {
      stores.add(null);
      mirrors.add(null);
      start(i);
    }
    group.elect(0);
  }

  Map<String, Integer> seen() {
    return seen;
  }

  private void count(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  private void start(int member) {
    LocalStore store = LocalStore.start(environment, group.log(member), Metrics.NONE, LIMITS);
    stores.set(member, store);
    mirrors.set(member, new MirrorWatcher(store, clients, () -> count("resync")));
  }

  void step() {
    int member = random.nextInt(MEMBERS);
    switch (random.nextInt(40)) {
      case 0 -> group.elect(member);
      case 1 -> group.isolate(member);
      case 2, 3 -> group.heal(member);
      case 4 -> restart(member);
      case 5 -> resume(member);
      case 6 -> barrier(member);
      case 7, 8, 9, 10, 11 -> propose(member);
      case 12, 13, 14, 15, 16, 17 -> touch(member);
      case 18, 19, 20, 21, 22, 23, 24, 25, 26, 27 -> create(member);
      default -> environment.runFor(Duration.ofMillis(random.nextInt(30)));
    }
  }

  private void restart(int member) {
    mirrors.get(member).stop();
    group.restart(member);
    environment.runDue();
    stores.get(member).close();
    start(member);
  }

  private void resume(int member) {
    LocalStore store = stores.get(member);
    long from = Math.max(0, store.view().version() - random.nextInt(10));
    MirrorWatcher.resumed(store, clients, from).ifPresent(mirror -> {
      count("resumed");
      mirrors.get(member).stop();
      mirrors.set(member, mirror);
    });
  }

  private void barrier(int member) {
    long acknowledged = versions.stream().mapToLong(version -> version + 1).max().orElse(0);
    LocalStore store = stores.get(member);
    store.readBarrier().thenRun(() -> assertThat(store.view().version()).isGreaterThanOrEqualTo(acknowledged));
  }

  private String newId() {
    String id = "once%05d".formatted(creations.size());
    creations.put(id, Answer.NONE);
    return id;
  }

  private void create(int member) {
    String id = newId();
    stores.get(member).update(tx -> tx.create(Table.TASK, MirrorWatcher.witness(id, tx)))
        .whenComplete((task, failure) -> answered(id, failure, task));
  }

  private void answered(String id, Throwable failure, Task written) {
    if (failure == null) {
      creations.put(id, Answer.COMMITTED);
      assertThat(versions.add(written.getMeta().getVersion().getIndex())).as("a version given twice").isTrue();
      count("committed");
      return;
    }
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    Reason reason = ((StoreException) cause).reason();
    boolean unknown = reason == Reason.OUTCOME_UNKNOWN;
    assertThat(reason).isIn(Reason.OUTCOME_UNKNOWN, Reason.NOT_LEADER, Reason.STOPPED);
    creations.put(id, unknown || reason == Reason.STOPPED ? Answer.UNKNOWN : Answer.NOT_WRITTEN);
    count(unknown ? "unknown" : "not written");
  }

  /** Changes one of few objects, from a view that may be old. */
  private void touch(int member) {
    LocalStore store = stores.get(member);
    String id = "shared" + random.nextInt(5);
    StoreView view = store.view();
    TaskState state = TaskState.forNumber(64 * random.nextInt(8));
    store.update(tx -> view.get(Table.TASK, id).isEmpty()
        ? tx.create(Table.TASK, Samples.task(id, "shared", 1, ""))
        : tx.update(Table.TASK, view.get(Table.TASK, id).get().toBuilder().setDesiredState(state).build()))
        .exceptionally(failure -> {
          count(((StoreException) failure).reason() == Reason.OUT_OF_SEQUENCE ? "conflict" : "failed");
          return null;
        });
  }

  private void propose(int member) {
    LocalStore store = stores.get(member);
    List<Unit> units = new ArrayList<>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      String id = newId();
      units.add(Unit.of(id, new Unit.Create<>(Table.TASK, Samples.task(id, "s", 1, ""))));
    }
    long term = store.leading().orElse(0L);
    store.propose(term, units, clients, (unit, outcome) -> told(store, unit.key(), outcome));
  }

  private void told(LocalStore store, String id, Outcome outcome) {
    assertThat(creations.get(id)).as("an outcome told twice").isEqualTo(Answer.NONE);
    creations.put(id, switch (outcome) {
      case Outcome.Committed committed -> {
        int member = stores.indexOf(store);
        if (member >= 0) {
          assertThat(mirrors.get(member).version()).as("the outcome came before its change set")
              .isGreaterThanOrEqualTo(committed.version());
        }
        yield Answer.COMMITTED;
      }
      case Outcome.Conflict conflict -> Answer.NOT_WRITTEN;
      case Outcome.Refused refused -> throw new AssertionError("refused: " + refused);
      case Outcome.Unknown unknown -> Answer.UNKNOWN;
    });
  }

  /** Ends all faults that the test makes, and lets the members come to rest. */
  void settle() {
    for (int i = 0; i < MEMBERS; i++) {
      group.heal(i);
    }
    group.elect(random.nextInt(MEMBERS));
    environment.runFor(Duration.ofSeconds(10));
  }

  void check() {
    StoreView first = stores.getFirst().view();
    for (int i = 0; i < MEMBERS; i++) {
      LocalStore store = stores.get(i);
      assertThat(store.view().version()).isEqualTo(first.version());
      assertThat(store.replicated().digest()).isEqualTo(stores.getFirst().replicated().digest());
      assertThat(store.replicated().objects().sameObjects(first)).isTrue();
      mirrors.get(i).check(store.view());
    }
    creations.forEach((id, answer) -> {
      boolean there = first.get(Table.TASK, id).isPresent();
      switch (answer) {
        case NONE -> throw new AssertionError(id + " was never answered");
        case COMMITTED -> assertThat(there).as("%s was acknowledged", id).isTrue();
        case NOT_WRITTEN -> assertThat(there).as("%s was said not to be written", id).isFalse();
        case UNKNOWN -> count(there ? "unknown but written" : "unknown and not written");
      }
    });
  }
}
