package io.swarmd.swarmd;

import picocli.CommandLine.Option;

/** The flags for a cluster that lost what it cannot do without (docs/recovery.md). */
final class RecoveryOptions {

  @Option(names = "--force-new-cluster", description = "Go on alone from this manager's data, where a majority of the "
      + "managers is lost; for one start only")
  boolean forceNewCluster;

  /**
   * Refuses flags that contradict it.
   *
   * @throws InvalidOption with one line for the user
   */
  void check(boolean joining) {
    if (forceNewCluster && joining) {
      throw new InvalidOption("--force-new-cluster goes on from this manager's own data: leave out --join-addr and "
          + "--join-token");
    }
  }
}
