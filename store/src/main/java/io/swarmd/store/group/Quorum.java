package io.swarmd.store.group;

import io.swarmd.store.group.ManagerGroup.Member;
import java.util.List;

/** Whether the managers can do without one of them (orchestration sheet, 15.7; identity sheet, 13.11). */
public final class Quorum {

  private Quorum() {}

  /**
   * Whether the others that can be reached are a majority of all members as they are now. The manager that asks counts
   * as reachable.
   */
  public static boolean survivesWithout(List<Member> members, long raftId, long ownRaftId) {
    long reachable = members.stream()
        .filter(member -> member.raftId() != raftId)
        .filter(member -> member.reachable() || member.raftId() == ownRaftId)
        .count();
    return reachable >= (members.size() - 1) / 2 + 1;
  }
}
