package io.swarmd.swarmd;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.raftstore.sealing.StoredKeyRing;
import io.swarmd.raftstore.state.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a manager keeps in the state directory, and a node that is none any more does not (identity sheet, 15.8).
 *
 * @param keyRing the keys that open the rest
 */
record ManagerData(Path directory, StoredKeyRing keyRing) {

  private static final Logger log = LoggerFactory.getLogger(ManagerData.class);

  static ManagerData in(StateDirectory directory) {
    return new ManagerData(directory.path(), new StoredKeyRing(directory.certificates()));
  }

  /** The replicated log and the state made of it. */
  Path raft() {
    return directory.resolve("raft");
  }

  /** Whether a member's data is here; what a joiner has before it was added is none. */
  boolean holdsMember() {
    return Files.exists(raft().resolve("member"));
  }

  /**
   * Removes all of it; the certificates and the agent's tasks stay. The log goes in one step, as half a log would
   * keep a manager from ever starting again, and before the keys, without which nothing opens it.
   */
  void erase() {
    eraseLog();
    keyRing.erase();
  }

  /** The same for data whose keys are locked, and go as they are. */
  void eraseLog() {
    Path leaving = directory.resolve("raft-removed");
    try {
      FileTrees.delete(leaving);
      if (Files.exists(raft())) {
        log.info("removing the manager's data in {}", raft());
        Files.move(raft(), leaving, StandardCopyOption.ATOMIC_MOVE);
        FileTrees.delete(leaving);
      }
    } catch (IOException failed) {
      throw new IdentityException("cannot remove the manager's data in " + raft() + ": " + FailureText.of(failed),
          failed);
    }
  }
}
