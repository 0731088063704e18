package io.swarmd.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Outcome;
import io.swarmd.store.StateDigest;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import io.swarmd.store.state.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LocalStoreTest {

  private static final long TERM = 3;
  private static final StoreLimits LIMITS = new StoreLimits(2, 100, 1 << 20, 200, 1000, 10_000, 1000, 1 << 20);

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final HeldLog log = new HeldLog();
  private final LocalStore store = LocalStore.start(environment, log, Metrics.NONE, LIMITS);
  private final EventLoop loop = environment.newLoop("test");
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void lead() {
    log.listener().leading(TERM);
    environment.runDue();
  }

  private CompletableFuture<Service> create(String id) {
    CompletableFuture<Service> result = store.update(tx -> tx.create(Table.SERVICE, Samples.service(id, "name-" + id)));
    environment.runDue();
    return result;
  }

  private void commit(int number) {
    log.commit(number);
    environment.runDue();
  }

  private void fail(int number) {
    log.fail(number);
    environment.runDue();
  }

  private static Reason reason(CompletableFuture<?> failed) {
    assertThat(failed).isCompletedExceptionally();
    return ((StoreException) failed.exceptionNow()).reason();
  }

  private void propose(long term, Unit... units) {
    store.propose(term, List.of(units), loop, (unit, outcome) -> told.add(unit.key() + " " + outcome));
    environment.runDue();
  }

  private static Unit creation(String id) {
    return Unit.of(id, new Unit.Create<>(Table.SERVICE, Samples.service(id, "name-" + id)));
  }

  @Test
  void readersSeeAWriteOnceItIsCommitted() {
    CompletableFuture<Service> written = create("a");
    assertThat(store.view().get(Table.SERVICE, "a")).isEmpty();
    assertThat(written).isNotDone();
    commit(0);
    assertThat(store.view().get(Table.SERVICE, "a")).contains(written.join());
    assertThat(store.view().version()).isEqualTo(1);
  }

  /** Design notes, A7. */
  @Test
  void whileEntriesAreInFlightUpdatesGather() {
    IntStream.range(0, 250)
        .forEach(i -> store.update(tx -> tx.create(Table.SERVICE, Samples.service("s" + i, "n" + i))));
    environment.runDue();
    assertThat(log.appended()).hasSize(2);
    commit(0);
    commit(1);
    commit(2);
    assertThat(log.appended()).hasSize(3);
    assertThat(store.view().version()).isEqualTo(250);
  }

  /**
   * The forestalled one is skipped; the one built on it finds the version number it was built on, and another state. It
   * changes nothing either.
   */
  @Test
  void whatWasBuiltOnAForestalledEntryChangesNothing() {
    CompletableFuture<Service> unknown = create("a");
    fail(0);
    assertThat(reason(unknown)).isEqualTo(Reason.OUTCOME_UNKNOWN);
    CompletableFuture<Service> forestalled = create("b");
    CompletableFuture<Service> builtOnIt = create("c");
    assertThat(log.appended()).as("both are in flight").hasSize(3);
    log.commitForgotten(0);
    commit(1);
    commit(2);
    assertThat(reason(forestalled)).isEqualTo(Reason.NOT_LEADER);
    assertThat(reason(builtOnIt)).isEqualTo(Reason.NOT_LEADER);
    CompletableFuture<Service> after = create("d");
    commit(3);
    assertThat(after).isCompleted();
    assertThat(store.view().all(Table.SERVICE)).extracting(Service::getId).containsExactly("a", "d");
  }

  /** The log may say that leadership is lost and held again, in one term. */
  @Test
  void whenATermIsLedAgainWhatWasSentBeforeComesBetweenNothing() {
    CompletableFuture<Service> before = create("a");
    log.listener().following();
    log.listener().leading(TERM);
    environment.runDue();
    CompletableFuture<Service> forestalled = create("b");
    CompletableFuture<Service> builtOnIt = create("c");
    commit(0);
    commit(1);
    commit(2);
    assertThat(before).isCompleted();
    assertThat(reason(forestalled)).isEqualTo(Reason.NOT_LEADER);
    assertThat(reason(builtOnIt)).isEqualTo(Reason.NOT_LEADER);
    assertThat(store.view().all(Table.SERVICE)).extracting(Service::getId).containsExactly("a");
  }

  @Test
  void whenATermIsLedAgainNobodyIsShownAStateWithoutWhatIsAcknowledged() {
    CompletableFuture<Service> acknowledged = create("a");
    log.listener().following();
    log.listener().leading(TERM);
    environment.runDue();
    commit(0);
    assertThat(acknowledged).isCompleted();
    CompletableFuture<Boolean> seen = store.update(tx -> tx.get(Table.SERVICE, "a").isPresent());
    environment.runDue();
    assertThat(seen).isCompletedWithValue(true);
  }

  /** Design notes, A3: what is submitted after a failed entry is committed all the same, and must change nothing. */
  @Test
  void anEntryAfterAFailedOneIsSkippedAndTheHeadStartsAgain() {
    CompletableFuture<Service> first = create("a");
    CompletableFuture<Service> second = create("b");
    fail(0);
    assertThat(reason(first)).isEqualTo(Reason.OUTCOME_UNKNOWN);
    CompletableFuture<Service> third = create("c");
    assertThat(log.appended()).as("nothing is built on a head that failed").hasSize(2);
    commit(1);
    assertThat(reason(second)).isEqualTo(Reason.NOT_LEADER);
    assertThat(store.view().version()).isZero();
    commit(2);
    assertThat(third).isCompleted();
    assertThat(store.view().all(Table.SERVICE)).extracting(Service::getId).containsExactly("c");
  }

  /** A failed entry that is committed after all, when the head has started again without it. */
  @Test
  void aLateEntryOnlyMakesTheHeadStartAgain() {
    create("a");
    fail(0);
    CompletableFuture<Service> onOldState = create("b");
    log.commitForgotten(0);
    environment.runDue();
    commit(1);
    assertThat(reason(onOldState)).isEqualTo(Reason.NOT_LEADER);
    CompletableFuture<Service> after = create("c");
    commit(2);
    assertThat(after).isCompleted();
    assertThat(store.view().all(Table.SERVICE)).extracting(Service::getId).containsExactly("a", "c");
  }

  /** Design notes, C3: the write failed, and is there all the same. */
  @Test
  void whatWasUnderWayWhenLeadershipWasLostIsUnknownAndMayBeCommitted() {
    CompletableFuture<Service> written = create("a");
    log.listener().following();
    fail(0);
    assertThat(reason(written)).isEqualTo(Reason.OUTCOME_UNKNOWN);
    assertThat(reason(create("refused"))).isEqualTo(Reason.NOT_LEADER);
    log.commitForgotten(0);
    log.listener().leading(TERM + 1);
    environment.runDue();
    assertThat(store.leading()).contains(TERM + 1);
    CompletableFuture<Service> again = create("a");
    assertThat(reason(again)).isEqualTo(Reason.EXISTS);
    create("b");
    assertThat(log.appended().getLast().entry().term()).isEqualTo(TERM + 1);
    assertThat(log.appended().getLast().entry().baseVersion()).isEqualTo(1);
  }

  /** Design notes, C1: one leadership ended and the next began unseen; what was queued for the old one is refused. */
  @Test
  void workOfAnotherLeadershipIsRefused() {
    log.listener().leading(TERM + 2);
    environment.runDue();
    propose(TERM, creation("a"));
    assertThat(told).containsExactly("a " + new Outcome.Conflict(Reason.NOT_LEADER, Reason.NOT_LEADER.text()));
    assertThat(log.appended()).isEmpty();
  }

  @Test
  void listenersOfLeadershipAreToldWhatHoldsAndThenEveryChange() {
    List<Optional<Long>> terms = new ArrayList<>();
    store.onLeadership(loop, terms::add);
    log.listener().following();
    log.listener().following();
    log.listener().leading(7);
    environment.runDue();
    assertThat(terms).containsExactly(Optional.of(TERM), Optional.empty(), Optional.of(7L));
  }

  @Test
  @Tag("scheduling-98")
  void aFailedTransactionLeavesNothingBehind() {
    List<ChangeSet> published = new ArrayList<>();
    store.watch(loop, watcher(published));
    IllegalStateException own = new IllegalStateException("changed my mind");
    CompletableFuture<Object> failed = store.update(tx -> {
      tx.create(Table.SERVICE, Samples.service("a", "a"));
      throw own;
    });
    environment.runDue();
    assertThat(failed.exceptionNow()).isSameAs(own);
    assertThat(log.appended()).isEmpty();
    create("a");
    commit(0);
    assertThat(published).hasSize(1);
  }

  @Test
  void anUpdateThatWritesNothingNeedsNoEntryButWaitsForWhatItSaw() {
    assertThat(store.update(tx -> tx.all(Table.SERVICE).size())).isNotDone();
    CompletableFuture<Service> written = create("a");
    CompletableFuture<Boolean> seen = store.update(tx -> tx.get(Table.SERVICE, "a").isPresent());
    environment.runDue();
    assertThat(log.appended()).hasSize(1);
    assertThat(seen).isNotDone();
    commit(0);
    assertThat(written).isCompleted();
    assertThat(seen).isCompletedWithValue(true);
    CompletableFuture<Integer> alone = store.update(tx -> tx.all(Table.SERVICE).size());
    environment.runDue();
    assertThat(alone).isCompletedWithValue(1);
  }

  @Test
  @Tag("scheduling-93")
  void unitsArePackedIntoTransactionsOfTwoHundred() {
    List<ChangeSet> published = new ArrayList<>();
    store.watch(loop, watcher(published));
    propose(TERM, IntStream.range(0, 405).mapToObj(i -> creation("s" + i)).toArray(Unit[]::new));
    for (int i = 0; i < log.appended().size(); i++) {
      commit(i);
    }
    assertThat(published).extracting(set -> set.changes().size()).containsExactly(200, 200, 5);
    assertThat(told).hasSize(405).allMatch(line -> line.contains("Committed"));
  }

  /** Design notes, D1: told at once, the loop would look again at a view without what it conflicts with. */
  @Test
  void aConflictWithWhatIsInFlightIsToldWhenThatIsCommitted() {
    create("a");
    propose(TERM, creation("a"));
    assertThat(told).isEmpty();
    commit(0);
    assertThat(told).containsExactly("a " + new Outcome.Conflict(Reason.EXISTS, "object already exists"));
  }

  /** Design notes, D2. */
  @Test
  void aLoopThatProposesMuchDoesNotHoldBackAnUpdate() {
    create("first");
    propose(TERM, IntStream.range(0, 5000).mapToObj(i -> creation("s" + i)).toArray(Unit[]::new));
    CompletableFuture<Service> update = create("small");
    for (int i = 0; i < 4; i++) {
      commit(i);
    }
    assertThat(update).isCompleted();
    assertThat(store.view().all(Table.SERVICE).size()).isLessThan(1000);
  }

  @Test
  void aUnitTooLargeIsRefusedWithItsSizeAndTheOthersGoOn() {
    Service large = Samples.service("large", "n".repeat(1_600_000));
    propose(TERM, Unit.of("large", new Unit.Create<>(Table.SERVICE, large)), creation("small"));
    commit(0);
    assertThat(told).hasSize(2);
    assertThat(told.getFirst()).contains("Refused", "TOO_LARGE", "raft: raft message is too large and can't be sent",
        "unit large takes 16");
    assertThat(told.getLast()).contains("small Committed");
  }

  /** Otherwise the head would go on from what it never sent. */
  @Test
  void aUnitWhoseRequirementBreaksIsRefusedAndTheOthersGoOn() {
    propose(TERM, creation("before"), Unit.of("broken", new Unit.Require("no error", view -> {
      throw new AssertionError("broken");
    })), creation("after"));
    commit(0);
    assertThat(told).containsExactly("before " + new Outcome.Committed(1),
        "broken " + new Outcome.Refused(Reason.REQUIREMENT, "unit broken: java.lang.AssertionError: broken"),
        "after " + new Outcome.Committed(1));
    create("later");
    commit(1);
    assertThat(store.view().all(Table.SERVICE)).extracting(Service::getId)
        .containsExactly("after", "before", "later");
  }

  /** A transaction of units that is carried into the next entry takes along whoever saw what it writes. */
  @Test
  void aUnitThatSawWhatGoesWithTheNextEntryIsToldWithThat() {
    create("first");
    create("second");
    store.update(tx -> tx.create(Table.SERVICE, Samples.service("l", "n".repeat(600_000))));
    propose(TERM, Unit.of("m", new Unit.Create<>(Table.SERVICE, Samples.service("m", "m".repeat(600_000)))),
        Unit.of("seen", new Unit.Require("m is there", view -> view.get(Table.SERVICE, "m").isPresent())),
        creation("m"));
    commit(0);
    commit(1);
    commit(2);
    assertThat(store.view().get(Table.SERVICE, "m")).isEmpty();
    assertThat(told).isEmpty();
    commit(3);
    assertThat(told).containsExactly("m " + new Outcome.Committed(4), "seen " + new Outcome.Committed(4),
        "m " + new Outcome.Conflict(Reason.EXISTS, Reason.EXISTS.text()));
  }

  @Test
  void transactionsThatDoNotFitIntoOneEntryGoIntoTwo() {
    create("first");
    create("second");
    List<CompletableFuture<Service>> large = IntStream.range(0, 3).mapToObj(i ->
        store.update(tx -> tx.create(Table.SERVICE, Samples.service("l" + i, i + "n".repeat(600_000))))).toList();
    environment.runDue();
    for (int i = 0; i < 5; i++) {
      commit(i);
    }
    assertThat(large).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(log.appended()).hasSize(5)
        .allMatch(appended -> appended.entry().bytes().length < LIMITS.entryBytes());
  }

  @Test
  void moreThanTheBoundWaitsForNobody() {
    List<CompletableFuture<Service>> results = IntStream.range(0, LIMITS.queuedUpdates() + 5).mapToObj(i ->
        store.update(tx -> tx.create(Table.SERVICE, Samples.service("s" + i, "n" + i)))).toList();
    environment.runDue();
    assertThat(results.subList(LIMITS.queuedUpdates(), results.size()))
        .allSatisfy(refused -> assertThat(reason(refused)).isEqualTo(Reason.BUSY));
  }

  /** Design notes, E5. */
  @Test
  void anInstalledSnapshotMakesWatchersTakeANewViewAndForgetsThePast() {
    create("a");
    commit(0);
    List<StoreView> jumps = new ArrayList<>();
    store.watch(loop, new Subscription.Watcher() {
      @Override
      public void onChanges(ChangeSet changes) {
        throw new AssertionError("a change was made up");
      }

      @Override
      public void onResync(StoreView view) {
        jumps.add(view);
      }
    });
    StateDigest digest = new StateDigest(7, 9);
    log.listener().installed(90, digest, List.of());
    environment.runDue();
    assertThat(jumps).extracting(StoreView::version).containsExactly(90L);
    assertThat(store.watchFrom(1, loop, watcher(new ArrayList<>()))).isEmpty();
    assertThat(store.watchFrom(90, loop, watcher(new ArrayList<>()))).isPresent();
    assertThat(store.replicated().digest()).isEqualTo(digest);
  }

  @Test
  void everybodyIsAnsweredWhenTheStoreStops() {
    CompletableFuture<Service> underWay = create("a");
    create("b");
    CompletableFuture<Service> waiting = create("c");
    propose(TERM, creation("d"));
    store.close();
    CompletableFuture<Service> late = create("e");
    assertThat(reason(underWay)).isEqualTo(Reason.OUTCOME_UNKNOWN);
    assertThat(reason(waiting)).isEqualTo(Reason.STOPPED);
    assertThat(reason(late)).isEqualTo(Reason.STOPPED);
    assertThat(told).hasSize(1);
    assertThat(store.leading()).isEmpty();
  }

  @Test
  void aFailedLogStopsAllWriting() {
    log.listener().failed(new java.io.IOException("no space left on device"));
    assertThat(reason(create("a"))).isEqualTo(Reason.STOPPED);
    assertThat(store.leading()).isEmpty();
  }

  @Test
  void aReadThatCannotBeSureFails() {
    assertThat(reason(store.readBarrier())).isEqualTo(Reason.NOT_LEADER);
  }

  private static Subscription.Watcher watcher(List<ChangeSet> published) {
    return new Subscription.Watcher() {
      @Override
      public void onChanges(ChangeSet changes) {
        published.add(changes);
      }

      @Override
      public void onResync(StoreView view) {
        throw new AssertionError("nobody fell behind");
      }
    };
  }
}
