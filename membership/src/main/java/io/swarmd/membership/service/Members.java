package io.swarmd.membership.service;

import io.swarmd.api.RaftMember;
import io.swarmd.api.RaftMemberStatus;
import io.swarmd.store.group.ManagerGroup.Member;

/** Members as the wire has them. */
final class Members {

  private Members() {}

  static RaftMember toWire(Member member) {
    return RaftMember.newBuilder()
        .setRaftId(member.raftId())
        .setNodeId(member.nodeId())
        .setAddr(member.address())
        .setStatus(RaftMemberStatus.newBuilder()
            .setLeader(member.leader())
            .setReachability(member.reachable()
                ? RaftMemberStatus.Reachability.REACHABLE : RaftMemberStatus.Reachability.UNREACHABLE))
        .build();
  }
}
