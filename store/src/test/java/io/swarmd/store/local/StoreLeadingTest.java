package io.swarmd.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What holds when leadership comes and goes. */
class StoreLeadingTest extends StoreOnHeldLog {

  /** The number of the entry appended when a term is led again, where one was appended before. */
  private static final int BARRIER = 1;

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

  /** The log may say that leadership is lost and held again, in one term, while entries are under way. */
  @Test
  void aTermLedAgainIsToldOnceAnEntryWrittenSinceIsApplied() {
    List<Optional<Long>> terms = new ArrayList<>();
    store.onLeadership(loop, terms::add);
    CompletableFuture<Service> before = create("a");
    leadAgain();
    assertThat(log.appended()).hasSize(2);
    assertThat(log.appended().get(BARRIER).entry().term()).isEqualTo(TERM);
    commit(0);
    assertThat(before).isCompleted();
    assertThat(store.leading()).isEmpty();
    commit(BARRIER);
    assertThat(terms).containsExactly(Optional.of(TERM), Optional.empty(), Optional.of(TERM));
    assertThat(store.view().version()).as("the barrier changes nothing").isEqualTo(1);
    CompletableFuture<Service> after = create("b");
    commit(2);
    assertThat(after).isCompleted();
  }

  @Test
  void whileATermLedAgainIsNotToldNothingIsWritten() {
    create("a");
    leadAgain();
    propose(TERM, creation("b"));
    assertThat(reason(create("c"))).isEqualTo(Reason.NOT_LEADER);
    assertThat(told).containsExactly("b " + new Outcome.Conflict(Reason.NOT_LEADER, Reason.NOT_LEADER.text()));
    assertThat(log.appended()).hasSize(2);
  }

  @Test
  void whenATermIsLedAgainNobodyIsShownAStateWithoutWhatIsAcknowledged() {
    CompletableFuture<Service> acknowledged = create("a");
    leadAgain();
    commit(0);
    assertThat(acknowledged).isCompleted();
    commit(BARRIER);
    CompletableFuture<Boolean> seen = store.update(tx -> tx.get(Table.SERVICE, "a").isPresent());
    environment.runDue();
    assertThat(seen).isCompletedWithValue(true);
  }

  @Test
  void aBarrierThatFailsIsWrittenAgainAfterAPause() {
    leadAgain();
    log.fail(0);
    environment.runDue();
    assertThat(log.appended()).as("not at once: the log may refuse for a while").hasSize(1);
    environment.runFor(Barrier.PAUSE);
    assertThat(log.appended()).hasSize(2);
    log.commitForgotten(0);
    environment.runDue();
    assertThat(store.leading()).as("that was the one given up").isEmpty();
    commit(1);
    assertThat(store.leading()).contains(TERM);
  }

  @Test
  void aTermThatIsLostBeforeItsBarrierIsAppliedIsNeverTold() {
    leadAgain();
    log.listener().following();
    commit(0);
    assertThat(store.leading()).isEmpty();
    environment.runFor(Barrier.PAUSE.multipliedBy(2));
    assertThat(log.appended()).hasSize(1);
  }

  /** What was sent between the two is not known to be settled by the first one's barrier. */
  @Test
  void aSecondFalseAlarmNeedsABarrierOfItsOwn() {
    leadAgain();
    leadAgain();
    commit(0);
    assertThat(store.leading()).isEmpty();
    commit(1);
    assertThat(store.leading()).contains(TERM);
  }

  @Test
  void aBarrierThatFailedIsNotWrittenAgainForATermThatIsOver() {
    leadAgain();
    fail(0);
    log.listener().leading(TERM + 1);
    environment.runFor(Barrier.PAUSE);
    assertThat(store.leading()).contains(TERM + 1);
    assertThat(log.appended()).hasSize(1);
  }

  @Test
  void aStoreThatStoppedDoesNotComeToLeadAnyMore() {
    leadAgain();
    log.listener().failed(new IOException("no space left on device"));
    commit(0);
    log.listener().leading(TERM);
    environment.runFor(Barrier.PAUSE);
    assertThat(store.leading()).isEmpty();
    assertThat(log.appended()).hasSize(1);
  }

  private void leadAgain() {
    log.listener().following();
    log.listener().leading(TERM);
    environment.runDue();
  }
}
