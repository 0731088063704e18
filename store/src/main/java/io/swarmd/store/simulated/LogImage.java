package io.swarmd.store.simulated;

import io.swarmd.store.Change;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.StateDigest;
import io.swarmd.store.Table;
import io.swarmd.store.state.StateBuilder;
import io.swarmd.store.state.StoreState;
import java.util.ArrayList;
import java.util.List;

/** What a member has on disk after so many entries: made only of what applying them reported. */
record LogImage(long version, StateDigest digest, StoreState objects) {

  static final LogImage EMPTY = new LogImage(0, StateDigest.FOUNDING, StoreState.EMPTY);

  LogImage after(ReplicatedLog.Applied applied) {
    StateBuilder builder = new StateBuilder(objects);
    for (Change<?> change : applied.changes()) {
      if (change instanceof Change.Deleted) {
        builder.remove(change.table(), change.id());
      } else {
        builder.put(change.object());
      }
    }
    return new LogImage(applied.version(), applied.digest(), builder.build(applied.version()));
  }

  void installInto(ReplicatedLog.Listener listener) {
    List<ReplicatedLog.Stored> stored = new ArrayList<>();
    for (Table<?> table : Table.ALL) {
      objects.all(table).forEach(object -> stored.add(new ReplicatedLog.Stored(table, object)));
    }
    listener.installed(version, digest, stored);
  }
}
