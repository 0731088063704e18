package io.swarmd.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigSpec;
import io.swarmd.api.Service;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Outcome;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.StateDigest;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import io.swarmd.store.entry.EntryWriter;
import io.swarmd.store.entry.Interner;
import io.swarmd.store.entry.ReplicatedState;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.state.Samples;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the store needs of a replicated log, and what a store over any such log holds to. Run against the simulated log
 * and against real ones alike: a simulation is worth only as much as it is like what it stands for.
 */
public abstract class ReplicatedLogContract {

  private static final int MEMBERS = 3;

  private LogCluster cluster;
  private final List<CountingLog> logs = new ArrayList<>();
  private final List<LocalStore> stores = new ArrayList<>();

  /** A cluster of so many members, none started. */
  protected abstract LogCluster open(int members);

  @BeforeEach
  void startAll() {
    cluster = open(MEMBERS);
    for (int i = 0; i < MEMBERS; i++) {
      logs.add(null);
      stores.add(null);
      start(i);
    }
    cluster.begin();
    leader();
  }

  private void start(int member) {
    logs.set(member, new CountingLog(cluster.log(member)));
    stores.set(member, LocalStore.start(cluster.environment(), logs.get(member), Metrics.NONE));
  }

  @AfterEach
  void stopAll() {
    cluster.close();
    stores.forEach(LocalStore::close);
  }

  /** The number of the member whose store leads. */
  private int leader() {
    return leaderAfter(0);
  }

  /** The number of the member whose store leads in the latest term, once that is later than the one given. */
  private int leaderAfter(long term) {
    AtomicInteger found = new AtomicInteger();
    cluster.await("a leader after term " + term, () -> {
      // Each member is asked once: a leader may be lost between two looks.
      long latest = term;
      for (int i = 0; i < MEMBERS; i++) {
        long leads = stores.get(i).leading().orElse(0L);
        if (leads > latest) {
          latest = leads;
          found.set(i);
        }
      }
      return latest > term;
    });
    return found.get();
  }

  private LocalStore leading() {
    return stores.get(leader());
  }

  private CompletableFuture<Service> create(LocalStore store, String id) {
    return store.update(tx -> tx.create(Table.SERVICE, Samples.service(id, "name-" + id)));
  }

  private <R> R done(CompletableFuture<R> future) {
    cluster.await("an answer", future::isDone);
    return future.join();
  }

  /** Writes until it works, as a client would that chose its id before the first try. */
  private void createSurely(String id) {
    cluster.await("a write to work", () -> {
      CompletableFuture<Service> written = create(leading(), id);
      cluster.await("an answer", written::isDone);
      return !written.isCompletedExceptionally() || reason(written) == Reason.EXISTS;
    });
  }

  private static Reason reason(CompletableFuture<?> failed) {
    try {
      failed.join();
      throw new AssertionError("it did not fail");
    } catch (CompletionException failure) {
      assertThat(failure.getCause()).isInstanceOf(StoreException.class);
      return ((StoreException) failure.getCause()).reason();
    }
  }

  private void awaitAllAlike() {
    cluster.await("all members to hold the same", () -> stores.stream().map(store -> store.replicated().digest())
        .distinct().count() == 1 && stores.stream().map(store -> store.view().version()).distinct().count() == 1);
    StoreState first = stores.getFirst().replicated().objects();
    for (LocalStore store : stores) {
      assertThat(first.sameObjects(store.view())).isTrue();
    }
  }

  @Test
  void transactionsAreCommittedInTheOrderTheyWereGivenEachWithItsOwnVersion() {
    LocalStore store = leading();
    long before = store.view().version();
    List<CompletableFuture<Service>> written = IntStream.range(0, 300).mapToObj(i -> create(store, "s" + i)).toList();
    List<Long> stamps =
        written.stream().map(this::done).map(service -> service.getMeta().getVersion().getIndex()).toList();
    assertThat(stamps).isEqualTo(LongStream.range(before, before + 300).boxed().toList());
    assertThat(store.view().version()).isEqualTo(before + 300);
    awaitAllAlike();
  }

  @Test
  void anAnswerComesOnlyWhenTheWriteIsVisible() {
    LocalStore store = leading();
    List<Boolean> visible = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> checks = IntStream.range(0, 50).mapToObj(i -> create(store, "s" + i)
        .thenAccept(service -> visible.add(store.view().get(Table.SERVICE, service.getId()).isPresent()))).toList();
    checks.forEach(this::done);
    assertThat(visible).hasSize(50).doesNotContain(false);
  }

  @Test
  void whatGathersWhileEntriesAreOnTheirWayBecomesOneEntry() {
    int leader = leader();
    int before = logs.get(leader).appended();
    List<CompletableFuture<Service>> written =
        IntStream.range(0, 2000).mapToObj(i -> create(stores.get(leader), "s" + i)).toList();
    written.forEach(this::done);
    assertThat(logs.get(leader).appended() - before).isBetween(2, 400);
  }

  @Test
  void anEntryBuiltOnAnotherVersionChangesNothingAnywhere() {
    int leader = leader();
    createSurely("first");
    long version = stores.get(leader).view().version();
    long term = stores.get(leader).leading().orElseThrow();
    done(cluster.log(leader).append(creation(term, ReplicatedState.EMPTY, "stale")));
    assertThat(stores.get(leader).view().version()).isEqualTo(version);
    createSurely("second");
    awaitAllAlike();
    assertThat(stores).allSatisfy(store -> assertThat(store.view().get(Table.SERVICE, "stale")).isEmpty());
  }

  /** What the store appends to learn that all before it is settled. */
  @Test
  void anEntryWithoutTransactionsIsAppliedAfterThoseBeforeItAndChangesNothing() {
    LocalStore store = leading();
    long term = store.leading().orElseThrow();
    ReplicatedLog log = cluster.log(stores.indexOf(store));
    CompletableFuture<Void> before = log.append(creation(term, store.replicated(), "before"));
    done(log.append(new ReplicatedLog.Entry(
        term, 0, EntryWriter.encode(0, StateDigest.FOUNDING, List.of()), null)));
    assertThat(store.view().all(Table.SERVICE)).extracting(Service::getId).containsExactly("before");
    assertThat(store.view().version()).isEqualTo(1);
    assertThat(done(before)).isNull();
    createSurely("after");
    awaitAllAlike();
  }

  /**
   * One entry that was thought lost comes before two others, of which the second is built on the first: that one is
   * skipped, and then the second finds the version number it expects, on a state it was not built on.
   */
  @Test
  void anEntryBuiltOnAnotherStateOfTheSameVersionChangesNothingAnywhere() {
    createSurely("first");
    int leader = leader();
    long term = stores.get(leader).leading().orElseThrow();
    ReplicatedState base = stores.get(leader).replicated();
    ReplicatedLog.Entry forestalled = creation(term, base, "forestalled");
    ReplicatedState never = base.apply(forestalled.bytes(), new Interner()).after();
    ReplicatedLog log = cluster.log(leader);
    List<CompletableFuture<Void>> appended = Stream.of(
        creation(term, base, "late"), forestalled, creation(term, never, "built on it")).map(log::append).toList();
    appended.forEach(this::done);
    createSurely("last");
    awaitAllAlike();
    assertThat(stores).allSatisfy(store -> assertThat(store.view().all(Table.SERVICE)).extracting(Service::getId)
        .containsExactly("first", "last", "late"));
  }

  /** An entry that creates a service on a state, made behind the store's back. */
  private static ReplicatedLog.Entry creation(long term, ReplicatedState base, String id) {
    StateTransaction transaction = new StateTransaction(base.objects(), Instant.EPOCH);
    transaction.create(Table.SERVICE, Samples.service(id, "name-" + id));
    long version = base.objects().version();
    ChangeSet changes = new ChangeSet(version + 1, transaction.changes(), transaction.result());
    return new ReplicatedLog.Entry(
        term, version, EntryWriter.encode(version, base.digest(), List.of(changes)), null);
  }

  @Test
  void aFollowerRefusesToWrite() {
    int follower = (leader() + 1) % MEMBERS;
    CompletableFuture<Service> refused = create(stores.get(follower), "x");
    cluster.await("an answer", refused::isDone);
    assertThat(reason(refused)).isEqualTo(Reason.NOT_LEADER);
    assertThat(stores.get(follower).leading()).isEmpty();
  }

  @Test
  @Tag("identity-80")
  @Tag("scheduling-102")
  void aTransactionTooLargeForTheLogIsRefusedAndCostsNoLeadership() {
    LocalStore store = leading();
    Optional<Long> term = store.leading();
    ByteString large = ByteString.copyFrom(new byte[ReplicatedLog.MAX_ENTRY_BYTES]);
    CompletableFuture<?> refused = store.update(tx -> tx.create(Table.CONFIG, Config.newBuilder()
        .setId("c").setSpec(ConfigSpec.newBuilder().setData(large)).build()));
    cluster.await("an answer", refused::isDone);
    assertThatThrownBy(refused::join).hasRootCauseMessage("raft: raft message is too large and can't be sent");
    createSurely("after");
    assertThat(store.leading()).isEqualTo(term);
  }

  @Test
  void losingLeadershipLosesNothingThatWasAcknowledged() {
    Map<String, CompletableFuture<Service>> asked = new HashMap<>();
    for (int round = 0; round < 3; round++) {
      int leader = leader();
      for (int i = 0; i < 50; i++) {
        String id = "r" + round + "-" + i;
        asked.put(id, create(stores.get(leader), id));
      }
      cluster.loseLeadership(leader, round == 1);
    }
    asked.values().forEach(answer -> cluster.await("an answer", answer::isDone));
    createSurely("last");
    awaitAllAlike();
    StoreView view = leading().view();
    asked.forEach((id, answer) -> {
      boolean there = view.get(Table.SERVICE, id).isPresent();
      if (!answer.isCompletedExceptionally()) {
        assertThat(there).as("%s was acknowledged", id).isTrue();
      } else if (reason(answer) == Reason.NOT_LEADER) {
        assertThat(there).as("%s was said not to be written", id).isFalse();
      } else {
        assertThat(reason(answer)).isEqualTo(Reason.OUTCOME_UNKNOWN);
      }
    });
  }

  @Test
  void aLeadershipIsNumberedAndWorkOfAnotherIsRefused() {
    int leader = leader();
    long lost = stores.get(leader).leading().orElseThrow();
    cluster.loseLeadership(leader, true);
    LocalStore store = stores.get(leaderAfter(lost));
    List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    EventLoop loop = cluster.environment().newLoop("proposing");
    store.propose(lost, List.of(Unit.of("s", new Unit.Create<>(Table.SERVICE, Samples.service("s", "s")))), loop,
        (unit, outcome) -> outcomes.add(outcome));
    cluster.await("an outcome", () -> !outcomes.isEmpty());
    assertThat(outcomes.getFirst()).isEqualTo(new Outcome.Conflict(Reason.NOT_LEADER, Reason.NOT_LEADER.text()));
    loop.close();
  }

  @Test
  void watchersOnEveryMemberAreGivenEveryChangeInOrder() {
    EventLoop loop = cluster.environment().newLoop("watching");
    List<Recorder> recorders = stores.stream().map(store -> new Recorder()).toList();
    List<StoreView> starts = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      starts.add(stores.get(i).watch(loop, recorders.get(i)).start());
    }
    List<CompletableFuture<Service>> written =
        IntStream.range(0, 100).mapToObj(i -> create(leading(), "s" + i)).toList();
    written.forEach(this::done);
    awaitAllAlike();
    long end = leading().view().version();
    for (int i = 0; i < MEMBERS; i++) {
      Recorder recorder = recorders.get(i);
      cluster.await("the last change", () -> recorder.versions().contains(end));
      long first = starts.get(i).version() + 1;
      assertThat(recorder.versions()).isEqualTo(LongStream.rangeClosed(first, end).boxed().toList());
    }
    loop.close();
  }

  @Test
  @Tag("scheduling-101")
  void aWatchResumesFromAVersionItHasSeen() {
    createSurely("a");
    long seen = leading().view().version();
    createSurely("b");
    createSurely("c");
    EventLoop loop = cluster.environment().newLoop("watching");
    Recorder recorder = new Recorder();
    LocalStore store = leading();
    assertThat(store.watchFrom(seen, loop, recorder).orElseThrow().start().version()).isEqualTo(seen);
    createSurely("d");
    cluster.await("the changes since", () -> recorder.versions().size() == 3);
    assertThat(recorder.versions()).containsExactly(seen + 1, seen + 2, seen + 3);
    assertThat(store.watchFrom(seen + 100, loop, new Recorder())).isEmpty();
    loop.close();
  }

  @Test
  void aReadAfterABarrierSeesWhatWasAcknowledgedElsewhere() {
    createSurely("x");
    for (LocalStore store : stores) {
      cluster.await("a barrier", () -> {
        CompletableFuture<Void> barrier = store.readBarrier();
        cluster.await("an answer", barrier::isDone);
        return !barrier.isCompletedExceptionally();
      });
      assertThat(store.view().get(Table.SERVICE, "x")).isPresent();
    }
  }

  @Test
  void aMemberThatCrashedComesBackToTheSameState() {
    createSurely("before");
    for (int round = 0; round < 2; round++) {
      int crashed = (leader() + round + 1) % MEMBERS;
      cluster.crash(crashed);
      stores.get(crashed).close();
      start(crashed);
      for (int i = 0; i < 20; i++) {
        createSurely("s" + round + "-" + i);
      }
      awaitAllAlike();
    }
    assertThat(leading().view().all(Table.SERVICE)).hasSize(41);
  }

  @Test
  void aLeaderThatCrashedLosesNothingThatWasAcknowledged() {
    for (int i = 0; i < 10; i++) {
      createSurely("s" + i);
    }
    int crashed = leader();
    cluster.crash(crashed);
    stores.get(crashed).close();
    start(crashed);
    createSurely("after");
    awaitAllAlike();
    assertThat(leading().view().all(Table.SERVICE)).hasSize(11);
  }

  /** Remembers the versions it was given. */
  private static final class Recorder implements Subscription.Watcher {

    private final List<Long> versions = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onChanges(ChangeSet changes) {
      versions.add(changes.version());
    }

    @Override
    public void onResync(StoreView view) {
      throw new AssertionError("nobody fell behind");
    }

    List<Long> versions() {
      synchronized (versions) {
        return List.copyOf(versions);
      }
    }
  }
}
