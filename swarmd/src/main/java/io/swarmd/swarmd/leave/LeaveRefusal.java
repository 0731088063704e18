package io.swarmd.swarmd.leave;

import java.util.Optional;

/**
 * What a manager answers that is to leave without force, in the words of a Docker Engine (identity sheet, section 17).
 * Pure.
 */
final class LeaveRefusal {

  private static final String MANAGER =
      "You are attempting to leave the swarm on a node that is participating as a manager. ";
  private static final String LAST =
      "Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message. ";
  private static final String UNKNOWN = "Doing so may lose the consensus of your cluster. ";
  private static final String CONSENSUS = "The only way to restore a swarm that has lost consensus is to reinitialize it "
      + "with `--force-new-cluster`. Use `--force` to suppress this message.";

  private LeaveRefusal() {}

  /**
   * The text.
   *
   * @param leads whether the node's own manager has a leader to ask
   * @param counts of the managers, as far as they are known
   */
  static String of(boolean leads, Optional<ManagerCounts> counts) {
    if (!leads) {
      return MANAGER + UNKNOWN + CONSENSUS;
    }
    if (counts.filter(ManagerCounts::isLast).isPresent()) {
      return MANAGER + LAST;
    }
    return MANAGER + counts.filter(ManagerCounts::losesQuorum).map(LeaveRefusal::quorum).orElse("") + CONSENSUS;
  }

  private static String quorum(ManagerCounts counts) {
    return "Removing this node leaves %d managers out of %d. Without a Raft quorum your swarm will be inaccessible. "
        .formatted(counts.reachable() - 1, counts.all());
  }
}
