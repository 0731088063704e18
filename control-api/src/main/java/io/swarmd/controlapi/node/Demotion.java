package io.swarmd.controlapi.node;

import io.grpc.Status;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.List;

/** The guards that keep a demotion from ending the cluster (identity sheet, section 13). Pure. */
final class Demotion {

  private Demotion() {}

  /** Refuses to make a worker of a manager the cluster cannot do without. */
  static void check(StoreView view, Node node, NodeSpec wanted, List<Member> members) {
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
    if (members.stream().noneMatch(member -> member.nodeId().equals(node.getId()))) {
      throw Refusal.of(Status.NOT_FOUND, "can't find manager in raft memberlist");
    }
    if (!quorumWithout(node.getId(), members)) {
      throw Refusal.failedPrecondition("can't remove member from the raft: this would result in a loss of quorum");
    }
  }

  /** Whether enough of the others can be reached to go on without this one (rule 11). */
  private static boolean quorumWithout(String nodeId, List<Member> members) {
    long reachable = members.stream().filter(member -> member.reachable() && !member.nodeId().equals(nodeId)).count();
    return reachable >= (members.size() - 1) / 2 + 1;
  }
}
