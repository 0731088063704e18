package io.swarmd.raftstore.state;

import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.store.ReplicatedLog.Stored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A state on disk, as read while nobody uses it: the live one, or a snapshot.
 *
 * @param objects in the order of tables and ids
 */
public record StoredState(Position position, List<Stored> objects) {

  /**
   * Reads a state without changing it.
   *
   * @throws IOException with one line, when it is damaged or the key ring is another one
   */
  public static StoredState read(Path directory, Sealer sealer) throws IOException {
    try (StateDatabase database = StateDatabase.openToRead(directory, sealer)) {
      List<Stored> objects = new ArrayList<>();
      database.read(all -> all.forEach(objects::add));
      return new StoredState(database.position(), List.copyOf(objects));
    }
  }
}
