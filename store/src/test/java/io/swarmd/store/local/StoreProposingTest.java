package io.swarmd.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import io.swarmd.store.state.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Loops' units: how they are packed, and what is told of them. */
class StoreProposingTest extends StoreOnHeldLog {

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
}
