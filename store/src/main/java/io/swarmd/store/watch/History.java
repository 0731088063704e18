package io.swarmd.store.watch;

import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StoreView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The most recent change sets, bounded by the bytes they take. It is what a watch is resumed from; the log cannot be,
 * as its entries are sealed and purged (design notes, B3). For one thread at a time.
 */
final class History {

  /** What a change takes beside its object: itself, and the nodes of tables that only its view still holds. */
  private static final int CHANGE_OVERHEAD_BYTES = 1024;

  /** The changes after a state. */
  record Past(StoreView start, List<ChangeSet> changes) {}

  private final long boundBytes;
  private final Deque<ChangeSet> sets = new ArrayDeque<>();
  private StoreView start;
  private long bytes;

  History(StoreView start, long boundBytes) {
    this.start = start;
    this.boundBytes = boundBytes;
  }

  void add(ChangeSet set) {
    sets.addLast(set);
    bytes += size(set);
    while (bytes > boundBytes && !sets.isEmpty()) {
      ChangeSet oldest = sets.removeFirst();
      bytes -= size(oldest);
      start = oldest.after();
    }
  }

  void reset(StoreView newStart) {
    sets.clear();
    bytes = 0;
    start = newStart;
  }

  /** What came after the version, if it is remembered and reached. */
  Optional<Past> since(long version) {
    if (version == start.version()) {
      return Optional.of(new Past(start, List.copyOf(sets)));
    }
    if (version < start.version() || sets.isEmpty() || version > sets.getLast().version()) {
      return Optional.empty();
    }
    List<ChangeSet> after = sets.stream().filter(set -> set.version() > version).toList();
    StoreView at = sets.stream().filter(set -> set.version() == version).findFirst().orElseThrow().after();
    return Optional.of(new Past(at, after));
  }

  private static long size(ChangeSet set) {
    long size = 0;
    for (Change<?> change : set.changes()) {
      size += CHANGE_OVERHEAD_BYTES + change.object().getSerializedSize();
    }
    return size;
  }
}
