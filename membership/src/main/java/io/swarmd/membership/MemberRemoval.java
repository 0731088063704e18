package io.swarmd.membership;

import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import io.swarmd.store.group.Quorum;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes a member out of the managers, as far as the quorum allows (orchestration sheet, 15.6). */
public final class MemberRemoval {

  private MemberRemoval() {}

  /**
   * Removes the member. The leader does not remove itself: it hands leadership to another reachable manager, whose task
   * it then is, and the future fails as {@code NOT_LEADER}; only when nobody takes over, it goes itself.
   */
  public static CompletableFuture<Void> remove(ManagerGroup group, long raftId) {
    List<Member> members = group.members();
    if (!Quorum.survivesWithout(members, raftId, group.ownRaftId())) {
      return CompletableFuture.failedFuture(MembershipException.quorum());
    }
    return raftId == group.ownRaftId() ? handOver(group, members) : group.remove(raftId);
  }

  private static CompletableFuture<Void> handOver(ManagerGroup group, List<Member> members) {
    long own = group.ownRaftId();
    Optional<Member> heir = members.stream()
        .filter(member -> member.raftId() != own && member.reachable())
        .min(Comparator.comparingLong(Member::raftId));
    if (heir.isEmpty()) {
      return group.remove(own);
    }
    CompletableFuture<Void> refused = CompletableFuture.failedFuture(MembershipException.notLeader());
    return group.transferLeadership(heir.get().raftId())
        .handle((done, failure) -> failure == null ? refused : group.remove(own))
        .thenCompose(next -> next);
  }
}
