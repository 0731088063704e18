package io.swarmd.store.entry;

import io.swarmd.store.ChangeSet;
import io.swarmd.store.state.StoreState;
import java.util.List;

/**
 * What all managers hold alike after the same entries: the objects, and a running digest over the entries that were
 * applied, by which managers compare themselves.
 */
public record ReplicatedState(StoreState objects, long digest) {

  public static final ReplicatedState EMPTY = new ReplicatedState(StoreState.EMPTY, 0);

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
   * Applies an entry; the same for leader, follower and restart. An entry built on another version than this one's is
   * skipped whole, by everyone alike (design notes, A3).
   *
   * @throws EntryFormatException when the entry cannot be understood: then this member has to stop
   */
  public Step apply(byte[] entry, Interner interner) {
    List<ChangeSet> transactions = EntryReader.read(entry, objects, interner);
    return transactions.isEmpty() ? new Step(this, List.of()) : step(entry, transactions);
  }

  /**
   * Takes over what the head made of this very state when it built the entry: the same as applying it, without the
   * work (design notes, C4).
   */
  public Step adopt(byte[] entry, List<ChangeSet> transactions) {
    return step(entry, transactions);
  }

  private Step step(byte[] entry, List<ChangeSet> transactions) {
    StoreState after = (StoreState) transactions.getLast().after();
    return new Step(new ReplicatedState(after, Digest.next(digest, entry)), transactions);
  }
}
