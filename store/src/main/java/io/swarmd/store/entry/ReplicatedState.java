package io.swarmd.store.entry;

import io.swarmd.store.ChangeSet;
import io.swarmd.store.StateDigest;
import io.swarmd.store.state.StoreState;
import java.util.List;

/**
 * What all managers hold alike after the same entries: the objects, and the digest of the entries that led to
 * them, by which an entry says what it was built on and managers compare themselves.
 */
public record ReplicatedState(StoreState objects, StateDigest digest) {

  public static final ReplicatedState EMPTY = new ReplicatedState(StoreState.EMPTY, StateDigest.FOUNDING);

  /**
   * What an entry makes of a state.
   *
   * @param transactions what it changed; none when it was skipped
   */
  public record Step(ReplicatedState after, List<ChangeSet> transactions) {

    public boolean skipped() {
      return transactions.isEmpty();
    }
  }

  /**
   * Applies an entry; the same for leader, follower and restart. An entry built on another state than this one is
   * skipped whole, by everyone alike (design notes, A3).
   *
   * @throws EntryFormatException when the entry cannot be understood: then this member has to stop
   */
  public Step apply(byte[] entry, Interner interner) {
    List<ChangeSet> transactions = EntryReader.read(entry, this, interner);
    return transactions.isEmpty() ? new Step(this, List.of()) : adopt(digest.after(entry), transactions);
  }

  /**
   * Takes over what the head made of this very state when it built the entry: the same as applying it, without the
   * work (design notes, C4).
   *
   * @param after the digest with the entry's bytes
   */
  public Step adopt(StateDigest after, List<ChangeSet> transactions) {
    StoreState result = (StoreState) transactions.getLast().after();
    return new Step(new ReplicatedState(result, after), transactions);
  }
}
