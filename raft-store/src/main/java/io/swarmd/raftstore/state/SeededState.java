package io.swarmd.raftstore.state;

import com.google.protobuf.Message;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.store.Change;
import io.swarmd.store.ReplicatedLog.Stored;
import io.swarmd.store.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the state of a manager that begins with objects, and the snapshot a log without their entries relies on. */
public final class SeededState {

  private static final int BATCH_OBJECTS = 1_000;

  private SeededState() {}

  /** Writes state and snapshot; both are durable when this returns. */
  public static void write(StateDirectory directory, Path snapshots, Sealer sealer, List<Stored> objects,
      Position position) throws IOException {
    try (StateDatabase database = StateDatabase.open(directory.state(), sealer)) {
      for (int from = 0; from < objects.size(); from += BATCH_OBJECTS) {
        write(database, objects.subList(from, Math.min(objects.size(), from + BATCH_OBJECTS)), position);
      }
      database.flush();
      new Snapshots(snapshots).take(database, position);
    }
    FileTrees.sync(directory.state());
  }

  private static void write(StateDatabase database, List<Stored> objects, Position position) throws IOException {
    List<Change<?>> changes = new ArrayList<>();
    objects.forEach(stored -> changes.add(created(stored.table(), stored.object())));
    database.write(changes, position);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Message> Change<T> created(Table<T> table, Message object) {
    return new Change.Created<>(table, (T) object);
  }
}
