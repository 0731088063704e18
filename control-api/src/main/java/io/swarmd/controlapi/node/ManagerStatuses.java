package io.swarmd.controlapi.node;

import io.swarmd.api.ManagerStatus;
import io.swarmd.api.Node;
import io.swarmd.api.RaftMemberStatus.Reachability;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Adds to nodes what the live member list knows of them; it is in no store (control sheet, section 5). */
final class ManagerStatuses {

  private final Map<String, Member> members;

  ManagerStatuses(ManagerGroup managers) {
    this.members = managers.members().stream()
        .collect(Collectors.toMap(Member::nodeId, Function.identity(), (one, other) -> one));
  }

  Node addTo(Node node) {
    Member member = members.get(node.getId());
    if (member == null) {
      return node.hasManagerStatus() ? node.toBuilder().clearManagerStatus().build() : node;
    }
    return node.toBuilder().setManagerStatus(ManagerStatus.newBuilder()
        .setRaftId(member.raftId())
        .setAddr(member.address())
        .setLeader(member.leader())
        .setReachability(member.reachable() ? Reachability.REACHABLE : Reachability.UNREACHABLE)).build();
  }
}
