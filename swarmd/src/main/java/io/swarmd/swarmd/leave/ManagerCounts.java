package io.swarmd.swarmd.leave;

import io.swarmd.api.Node;
import io.swarmd.api.RaftMemberStatus.Reachability;
import java.util.List;

/** How many managers there are, the one that counts included. */
record ManagerCounts(long reachable, long unreachable) {

  static ManagerCounts of(List<Node> nodes) {
    return new ManagerCounts(count(nodes, Reachability.REACHABLE), count(nodes, Reachability.UNREACHABLE));
  }

  private static long count(List<Node> nodes, Reachability reachability) {
    return nodes.stream()
        .filter(node -> node.hasManagerStatus() && node.getManagerStatus().getReachability() == reachability).count();
  }

  long all() {
    return reachable + unreachable;
  }

  boolean isLast() {
    return reachable == 1 && unreachable == 0;
  }

  /** The Engine's rule, which takes the node for one that is lost and stays counted. */
  boolean losesQuorum() {
    return reachable - 2 <= unreachable;
  }
}
