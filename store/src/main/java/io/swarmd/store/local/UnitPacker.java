package io.swarmd.store.local;

import io.swarmd.store.ChangeSet;
import io.swarmd.store.Outcome;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.Unit;
import io.swarmd.store.entry.EntryWriter;
import io.swarmd.store.local.HeadEntry.Completion;
import io.swarmd.store.local.HeadEntry.Fate;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import io.swarmd.store.state.UnitWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes units into one transaction and remembers whom to tell. */
final class UnitPacker {

  private final StateTransaction transaction;
  private final long version;
  private final List<Completion> completions = new ArrayList<>();
  private long bytes;

  UnitPacker(StateTransaction transaction) {
    this.transaction = transaction;
    this.version = transaction.version() + 1;
  }

  int changes() {
    return transaction.changeCount();
  }

  boolean fits(Unit unit, long bound) {
    return bytes + EntryWriter.sizeBound(unit) <= bound;
  }

  /**
   * Writes the unit. One that conflicts is told so only when what it saw is settled: what it conflicts with may be in
   * flight, and whoever looks again before that would come to the same. It saw the writes before it in the transaction,
   * which may go with a later entry than the one being gathered.
   */
  void pack(Work.Proposed proposed, EntryBuilder entry) {
    long size = EntryWriter.sizeBound(proposed.unit());
    if (size > ReplicatedLog.MAX_ENTRY_BYTES) {
      proposed.tell(UnitWriter.outcome(new StoreException(Reason.TOO_LARGE, Reason.TOO_LARGE.text() + ": unit "
          + proposed.unit().key() + " takes " + size + " bytes, the most is " + ReplicatedLog.MAX_ENTRY_BYTES)));
      return;
    }
    int changesBefore = transaction.changeCount();
    Optional<Outcome> refusal = UnitWriter.write(transaction, proposed.unit());
    if (transaction.changeCount() > changesBefore) {
      bytes += size;
      completions.add(onceDecided(fate -> proposed.tell(outcome(fate, version))));
      return;
    }
    long seen = changesBefore == 0 ? version - 1 : version;
    Completion completion = onceDecided(fate -> proposed.tell(
        refusal.orElseGet(() -> outcome(fate == Fate.UNSEEN ? Fate.NOT_WRITTEN : fate, seen))));
    if (changesBefore == 0) {
      entry.attach(completion);
    } else {
      completions.add(completion);
    }
  }

  /** A loop that looks again must not come too early to see what is written yet. */
  private static Completion onceDecided(Completion completion) {
    return fate -> {
      if (fate != Fate.UNKNOWN) {
        completion.settled(fate);
      }
    };
  }

  private static Outcome outcome(Fate fate, long version) {
    return switch (fate) {
      case COMMITTED -> new Outcome.Committed(version);
      case NOT_WRITTEN -> UnitWriter.outcome(new StoreException(Reason.NOT_LEADER));
      case UNKNOWN, UNSEEN -> UnitWriter.outcome(new StoreException(Reason.OUTCOME_UNKNOWN));
    };
  }

  HeadTransaction packed() {
    StoreState result = transaction.result();
    return new HeadTransaction(new ChangeSet(version, transaction.changes(), result), bytes, completions);
  }
}
