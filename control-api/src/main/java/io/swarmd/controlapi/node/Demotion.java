package io.swarmd.controlapi.node;

import io.grpc.Status;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import io.swarmd.store.group.Quorum;
import java.util.List;

/** The guards that keep a demotion from ending the cluster (identity sheet, section 13). Only reads. */
final class Demotion {

  private Demotion() {}

  /** Refuses to make a worker of a manager the cluster cannot do without. */
  static void check(StoreView view, Node node, NodeSpec wanted, ManagerGroup group) {
    boolean demotion = node.getSpec().getDesiredRole() == NodeRole.MANAGER
        && wanted.getDesiredRole() == NodeRole.WORKER;
    if (!demotion) {
      return;
    }
    List<String> managers = view.all(Table.NODE).stream()
        .filter(other -> other.getRole() == NodeRole.MANAGER).map(Node::getId).limit(2).toList();
    if (managers.equals(List.of(node.getId()))) {
      throw Refusal.failedPrecondition("attempting to demote the last manager of the swarm");
    }
    List<Member> members = group.members();
    Member leaving = members.stream().filter(member -> member.nodeId().equals(node.getId())).findFirst()
        .orElseThrow(() -> Refusal.of(Status.NOT_FOUND, "can't find manager in raft memberlist"));
    if (!Quorum.survivesWithout(members, leaving.raftId(), group.ownRaftId())) {
      throw Refusal.failedPrecondition("can't remove member from the raft: this would result in a loss of quorum");
    }
  }
}
