package io.swarmd.swarmd;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.lock.UnlockKey;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags for a cluster that lost what it cannot do without (docs/recovery.md). */
final class RecoveryOptions {

  @Option(names = "--force-new-cluster", description = "Go on alone from this manager's data, where a majority of the "
      + "managers is lost; for one start only")
  boolean forceNewCluster;

  @Option(names = "--restore", paramLabel = "FILE", description = "Begin with the cluster in a backup, in an empty state "
      + "directory")
  Path backup;

  @Option(names = "--restore-key", paramLabel = "KEY", description = "The key that opens the backup: SWMKEY-1-...")
  String restoreKey = "";

  /**
   * Refuses flags that contradict each other.
   *
   * @throws InvalidOption with one line for the user
   */
  void check(boolean joining) {
    if (forceNewCluster && joining) {
      throw new InvalidOption("--force-new-cluster goes on from this manager's own data: leave out --join-addr and "
          + "--join-token");
    }
    if (backup != null && (joining || forceNewCluster)) {
      throw new InvalidOption("--restore begins with what is in the backup: leave out --join-addr, --join-token and "
          + "--force-new-cluster");
    }
    if (backup == null && !restoreKey.isEmpty()) {
      throw new InvalidOption("--restore-key without --restore: name the backup it opens");
    }
    restoration("");
  }

  /** What is to be restored, by a manager that is reached at the address; empty where nothing is. */
  Optional<Restoration> restoration(String address) {
    try {
      return backup == null ? Optional.empty()
          : Optional.of(new Restoration(backup, UnlockKey.parse(restoreKey), address));
    } catch (IdentityException malformed) {
      throw new InvalidOption("--restore-key: " + malformed.getMessage()
          + ": give the key that was given or printed when the backup was taken, SWMKEY-1-...");
    }
  }
}
