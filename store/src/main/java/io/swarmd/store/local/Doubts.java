package io.swarmd.store.local;

import io.swarmd.store.local.HeadEntry.Fate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The entries of the leadership of now whose append failed: each may be committed yet. It is known what became of them
 * once the log hands them back after all, or a {@link Barrier} raised behind them is passed, or the leadership is over.
 * A loop told earlier would look at a view without them, and give away again what they give. Belongs to the store's
 * loop.
 */
final class Doubts {

  private final Barrier barrier;
  private final Runnable fewer;
  private final Set<HeadEntry> entries = new LinkedHashSet<>();
  private boolean raised;

  /**
   * No doubts yet.
   *
   * @param fewer told when a barrier has ended some
   */
  Doubts(Barrier barrier, Runnable fewer) {
    this.barrier = barrier;
    this.fewer = fewer;
  }

  int size() {
    return entries.size();
  }

  /** An append failed, in the leadership of now. */
  void add(HeadEntry entry) {
    entries.add(entry);
    if (!raised) {
      raise(entry.session().term());
    }
  }

  /** What the log says of an entry after all; false where it was not in doubt. */
  boolean resolve(HeadEntry entry, Fate fate) {
    boolean doubtful = entries.remove(entry);
    if (doubtful) {
      entry.tell(fate);
    }
    return doubtful;
  }

  /** The leadership is over: nobody decides on anything in it any more. */
  void end() {
    barrier.drop();
    raised = false;
    close(List.copyOf(entries));
  }

  private void raise(long term) {
    List<HeadEntry> before = List.copyOf(entries);
    raised = true;
    barrier.raise(term, () -> {
      raised = false;
      close(before);
      if (!entries.isEmpty()) {
        raise(term);
      }
      fewer.run();
    });
  }

  private void close(List<HeadEntry> decided) {
    decided.forEach(entry -> resolve(entry, Fate.UNSEEN));
  }
}
