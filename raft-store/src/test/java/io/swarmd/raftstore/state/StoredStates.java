package io.swarmd.raftstore.state;

import io.swarmd.raftstore.sealing.Sealer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** States that lie on disk, for tests to look into. */
public final class StoredStates {

  private StoredStates() {}

  /** How many objects a snapshot holds; fails when one does not open. */
  public static long count(Path snapshot, Sealer sealer, Path scratch) throws IOException {
    StateDatabase.restore(snapshot, scratch);
    try (StateDatabase database = StateDatabase.open(scratch, sealer)) {
      database.position();
      AtomicLong count = new AtomicLong();
      database.read(objects -> objects.forEach(object -> count.incrementAndGet()));
      return count.get();
    }
  }
}
