package io.swarmd.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.Table;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Entries that fail, that come late, and the end of log or store. */
class StoreFailingTest extends StoreOnHeldLog {

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
    assertThat(log.appended()).as("both are in flight, behind a barrier").hasSize(4);
    log.commitForgotten(0);
    commit(2);
    commit(3);
    assertThat(reason(forestalled)).isEqualTo(Reason.NOT_LEADER);
    assertThat(reason(builtOnIt)).isEqualTo(Reason.NOT_LEADER);
    CompletableFuture<Service> after = create("d");
    commit(4);
    assertThat(after).isCompleted();
    assertThat(store.view().all(Table.SERVICE)).extracting(Service::getId).containsExactly("a", "d");
  }

  /** Design notes, A3: what is submitted after a failed entry is committed all the same, and must change nothing. */
  @Test
  void anEntryAfterAFailedOneIsSkippedAndTheHeadStartsAgain() {
    CompletableFuture<Service> first = create("a");
    CompletableFuture<Service> second = create("b");
    fail(0);
    assertThat(reason(first)).isEqualTo(Reason.OUTCOME_UNKNOWN);
    CompletableFuture<Service> third = create("c");
    assertThat(log.appended()).as("nothing is built on a head that failed: the third is a barrier").hasSize(3);
    commit(1);
    assertThat(reason(second)).isEqualTo(Reason.NOT_LEADER);
    assertThat(store.view().version()).isZero();
    commit(3);
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
    commit(2);
    assertThat(reason(onOldState)).isEqualTo(Reason.NOT_LEADER);
    CompletableFuture<Service> after = create("c");
    commit(3);
    assertThat(after).isCompleted();
    assertThat(store.view().all(Table.SERVICE)).extracting(Service::getId).containsExactly("a", "c");
  }

  /** The entry comes back with what the head made of it; the head of now lacks it all the same. */
  @Test
  void nobodyIsShownAHeadWithoutAnEntryThatCameLate() {
    CompletableFuture<Service> unknown = create("a");
    fail(0);
    assertThat(reason(unknown)).isEqualTo(Reason.OUTCOME_UNKNOWN);
    commit(0);
    CompletableFuture<Boolean> seen = store.update(tx -> tx.get(Table.SERVICE, "a").isPresent());
    environment.runDue();
    assertThat(seen).isCompletedWithValue(true);
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
    log.listener().failed(new IOException("no space left on device"));
    assertThat(reason(create("a"))).isEqualTo(Reason.STOPPED);
    assertThat(store.leading()).isEmpty();
  }

  @Test
  void aReadThatCannotBeSureFails() {
    assertThat(reason(store.readBarrier())).isEqualTo(Reason.NOT_LEADER);
  }
}
