package io.swarmd.raftstore;

import java.util.OptionalLong;
import org.apache.ratis.server.DivisionInfo;

/**
 * Tells the store when it leads. Ratis' callbacks come late and out of order, so they are hints only (C1): each makes
 * one loop look at role and term itself. Owned by that loop.
 */
final class Leadership {

  private final RaftNode node;
  private final Receiver receiver;
  private OptionalLong told = OptionalLong.empty();

  Leadership(RaftNode node, Receiver receiver) {
    this.node = node;
    this.receiver = receiver;
  }

  void look() {
    OptionalLong now = node.running().map(running -> leading(running.info())).orElse(OptionalLong.empty());
    if (now.equals(told)) {
      return;
    }
    boolean led = told.isPresent();
    told = now;
    if (led) {
      receiver.following();
    }
    now.ifPresent(receiver::leading);
  }

  /**
   * The term this member leads in, its first entry, and so every earlier one, applied. The term is read twice: only
   * when it did not change meanwhile do role and readiness belong to it.
   */
  private static OptionalLong leading(DivisionInfo info) {
    long before = info.getCurrentTerm();
    boolean leads = info.isLeader() && info.isLeaderReady();
    return leads && info.getCurrentTerm() == before ? OptionalLong.of(before) : OptionalLong.empty();
  }
}
