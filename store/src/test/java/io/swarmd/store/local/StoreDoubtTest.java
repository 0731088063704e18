package io.swarmd.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.Table;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What loops are told of an entry whose append failed, and which may be committed yet: told too early, a loop would
 * look at a view without it and give the same away again.
 */
class StoreDoubtTest extends StoreOnHeldLog {

  private static final Outcome UNKNOWN = new Outcome.Unknown(Reason.OUTCOME_UNKNOWN.text());

  @Test
  void aUnitIsUnknownOnceABarrierBehindItIsApplied() {
    propose(TERM, creation("a"));
    fail(0);
    log.commitForgotten(0);
    environment.runDue();
    assertThat(told).isEmpty();
    assertThat(log.appended()).as("the unit's entry and a barrier").hasSize(2);
    commit(1);
    assertThat(told).containsExactly("a " + UNKNOWN);
    assertThat(store.view().get(Table.SERVICE, "a")).isPresent();
  }

  @Test
  void aUnitThatIsCommittedAfterAllIsToldSoAndOnce() {
    propose(TERM, creation("a"));
    fail(0);
    commit(0);
    assertThat(told).containsExactly("a " + new Outcome.Committed(1));
    commit(1);
    assertThat(told).hasSize(1);
  }

  @Test
  void aUnitThatIsSkippedAfterAllIsToldSo() {
    create("first");
    propose(TERM, creation("a"));
    fail(0);
    fail(1);
    commit(1);
    assertThat(told).containsExactly("a " + new Outcome.Conflict(Reason.NOT_LEADER, Reason.NOT_LEADER.text()));
  }

  @Test
  void aConflictWithWhatIsInDoubtIsToldWhenThatIsDecided() {
    create("a");
    propose(TERM, creation("a"));
    fail(0);
    assertThat(told).isEmpty();
    commit(0);
    assertThat(told).containsExactly("a " + new Outcome.Conflict(Reason.EXISTS, Reason.EXISTS.text()));
  }

  @Test
  void anUpdateIsToldAtOnce() {
    CompletableFuture<Service> update = create("a");
    fail(0);
    assertThat(reason(update)).isEqualTo(Reason.OUTCOME_UNKNOWN);
  }

  @Test
  void whenLeadershipIsLostNobodyWaitsForTheBarrier() {
    propose(TERM, creation("a"));
    fail(0);
    log.listener().following();
    environment.runDue();
    assertThat(told).containsExactly("a " + UNKNOWN);
    environment.runFor(Barrier.PAUSE.multipliedBy(2));
    assertThat(log.appended()).hasSize(2);
  }

  @Test
  void whatFailsAfterwardsWaitsForTheNextBarrier() {
    propose(TERM, creation("a"));
    fail(0);
    propose(TERM, creation("b"));
    fail(2);
    commit(1);
    assertThat(told).containsExactly("a " + UNKNOWN);
    commit(3);
    assertThat(told).containsExactly("a " + UNKNOWN, "b " + UNKNOWN);
  }

  /** The bound of what is in flight holds for what is in doubt as well. */
  @Test
  void whileTooMuchIsInDoubtNothingMoreIsSent() {
    propose(TERM, creation("a"));
    fail(0);
    propose(TERM, creation("b"));
    fail(2);
    CompletableFuture<Service> waiting = create("c");
    assertThat(log.appended()).hasSize(3);
    commit(1);
    assertThat(log.appended()).as("the next barrier, and what waited").hasSize(5);
    log.commit(3);
    commit(4);
    assertThat(waiting).isCompleted();
  }
}
