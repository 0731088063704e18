package io.swarmd.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StateDigest;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import io.swarmd.store.state.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Updates: how they become entries, and when they are answered and seen. */
class StoreWritingTest extends StoreOnHeldLog {

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
}
