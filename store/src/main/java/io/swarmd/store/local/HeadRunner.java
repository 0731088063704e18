package io.swarmd.store.local;

import io.swarmd.loop.Environment;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.entry.EntryWriter;
import io.swarmd.store.local.HeadEntry.Fate;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import java.util.List;
import java.util.Optional;

/** Runs waiting work on the head and gathers what it writes into the next entry. */
final class HeadRunner {

  private final Environment environment;
  private final FairQueue<Work> queue;
  private final StoreLimits limits;
  private final Replies replies;

  HeadRunner(Environment environment, FairQueue<Work> queue, StoreLimits limits, Replies replies) {
    this.environment = environment;
    this.queue = queue;
    this.limits = limits;
    this.replies = replies;
  }

  /** Takes waiting work, each source in its turn, until an entry is full or nothing waits. */
  EntryBuilder gather(Session session) {
    EntryBuilder entry = new EntryBuilder(session, limits, session.built());
    session.takeCarried().ifPresent(entry::add);
    while (entry.hasRoom() && !session.carries()) {
      Optional<FairQueue.Turn<Work>> turn = queue.next();
      if (turn.isEmpty()) {
        break;
      }
      run(session, entry, turn.get()).ifPresent(transaction -> {
        session.advance((StoreState) transaction.changes().after());
        if (entry.takes(transaction)) {
          entry.add(transaction);
        } else {
          session.carry(transaction);
        }
      });
    }
    return entry;
  }

  private Optional<HeadTransaction> run(Session session, EntryBuilder entry, FairQueue.Turn<Work> turn) {
    return switch (turn.work()) {
      case Work.Update<?> update -> runUpdate(session, entry, update);
      case Work.Proposed first -> runUnits(session, entry, turn.source(), first);
    };
  }

  private <R> Optional<HeadTransaction> runUpdate(Session session, EntryBuilder entry, Work.Update<R> update) {
    StateTransaction transaction = new StateTransaction(session.head(), environment.now());
    R result;
    try {
      result = update.closure().apply(transaction);
    } catch (Throwable failure) {
      replies.run(() -> update.result().completeExceptionally(failure));
      return Optional.empty();
    }
    if (transaction.changeCount() == 0) {
      entry.attach(fate -> settle(update, result, fate == Fate.COMMITTED ? fate : Fate.NOT_WRITTEN));
      return Optional.empty();
    }
    ChangeSet changes = changeSet(transaction);
    long bytes = EntryWriter.sizeBound(changes.changes());
    if (bytes > ReplicatedLog.MAX_ENTRY_BYTES) {
      replies.run(() -> update.fail(new StoreException(Reason.TOO_LARGE)));
      return Optional.empty();
    }
    return Optional.of(new HeadTransaction(changes, bytes, List.of(fate -> settle(update, result, fate))));
  }

  private <R> void settle(Work.Update<R> update, R result, Fate fate) {
    replies.run(() -> {
      switch (fate) {
        case COMMITTED -> update.result().complete(result);
        case NOT_WRITTEN -> update.fail(new StoreException(Reason.NOT_LEADER));
        case UNKNOWN, UNSEEN -> update.fail(new StoreException(Reason.OUTCOME_UNKNOWN));
      }
    });
  }

  /** Packs units of one source into one transaction; each is in it whole or not at all. */
  private Optional<HeadTransaction> runUnits(Session session, EntryBuilder entry, Object source, Work.Proposed first) {
    StateTransaction transaction = new StateTransaction(session.head(), environment.now());
    UnitPacker packer = new UnitPacker(transaction);
    Optional<Work.Proposed> next = Optional.of(first);
    while (next.isPresent()) {
      Work.Proposed proposed = next.get();
      if (proposed.term() != session.term()) {
        proposed.fail(new StoreException(Reason.NOT_LEADER));
      } else {
        packer.pack(proposed, entry);
      }
      next = packer.changes() >= limits.unitChanges() ? Optional.empty() : nextUnit(source, packer);
    }
    return transaction.changeCount() == 0 ? Optional.empty() : Optional.of(packer.packed());
  }

  private Optional<Work.Proposed> nextUnit(Object source, UnitPacker packer) {
    return queue.more(source,
        work -> work instanceof Work.Proposed more && packer.fits(more.unit(), limits.entryBytes()))
        .map(Work.Proposed.class::cast);
  }

  private static ChangeSet changeSet(StateTransaction transaction) {
    StoreState result = transaction.result();
    return new ChangeSet(result.version(), transaction.changes(), result);
  }
}
