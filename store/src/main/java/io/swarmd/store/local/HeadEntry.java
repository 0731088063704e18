package io.swarmd.store.local;

import io.swarmd.store.ChangeSet;
import io.swarmd.store.state.StoreState;
import java.util.List;

/**
 * An entry as the head made it, on its way through the log.
 *
 * @param session the leadership it belongs to
 * @param lineage what it was sent after
 * @param parent the very state it was built on
 * @param transactions never empty; the last one's state is what the next entry is built on
 * @param completions whom to tell what became of it, in order; may grow on the store's loop until it is settled
 * @param madeAtNanos when, on the environment's monotonic clock
 */
record HeadEntry(Session session, Lineage lineage, StoreState parent, List<ChangeSet> transactions,
    List<Completion> completions, long madeAtNanos) {

  /** What became of an entry. */
  enum Fate {
    COMMITTED,
    /** It is certain that nothing of it was written, and never will be. */
    NOT_WRITTEN,
    /** It may be written, or may be yet; there will be another word on it. */
    UNKNOWN,
    /** It was unknown, and is decided by now: the committed state has it, or never will. */
    UNSEEN
  }

  /** Tells someone the fate of what he asked for: once, or first that it is unknown. */
  interface Completion {
    void settled(Fate fate);
  }

  void tell(Fate fate) {
    completions.forEach(completion -> completion.settled(fate));
  }

  /** Entries are told apart by identity: two never stand for the same thing. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
