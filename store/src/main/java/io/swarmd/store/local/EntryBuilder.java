package io.swarmd.store.local;

import io.swarmd.store.ChangeSet;
import io.swarmd.store.state.StoreState;
import java.util.ArrayList;
import java.util.List;

/** Gathers transactions into one entry, up to its bounds. */
final class EntryBuilder {

  private final Session session;
  private final StoreLimits limits;
  private final StoreState parent;
  private final List<ChangeSet> transactions = new ArrayList<>();
  private final List<HeadEntry.Completion> completions = new ArrayList<>();
  private int changes;
  private long bytes;

  EntryBuilder(Session session, StoreLimits limits, StoreState parent) {
    this.session = session;
    this.limits = limits;
    this.parent = parent;
  }

  boolean isEmpty() {
    return transactions.isEmpty();
  }

  boolean hasRoom() {
    return changes < limits.entryChanges() && bytes < limits.entryBytes();
  }

  boolean takes(HeadTransaction transaction) {
    return isEmpty() || bytes + transaction.bytes() <= limits.entryBytes();
  }

  void add(HeadTransaction transaction) {
    transactions.add(transaction.changes());
    completions.addAll(transaction.completions());
    changes += transaction.changes().changes().size();
    bytes += transaction.bytes();
  }

  /** Has someone told with the entry who wrote nothing, but saw the head. */
  void attach(HeadEntry.Completion completion) {
    completions.add(completion);
  }

  List<HeadEntry.Completion> completions() {
    return completions;
  }

  HeadEntry build(long nowNanos) {
    return new HeadEntry(session, session.lineage(), parent, List.copyOf(transactions), completions, nowNanos);
  }
}
