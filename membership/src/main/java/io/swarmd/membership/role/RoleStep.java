package io.swarmd.membership.role;

import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.Optional;

/** The next step that brings one node to its desired role (orchestration sheet, section 15). */
sealed interface RoleStep {

  /** Nothing is left to do. */
  record Done() implements RoleStep {}

  /** The node's role is written. */
  record SetRole(Node node) implements RoleStep {}

  /** The member is taken out of the managers. */
  record Remove(Member member) implements RoleStep {}

  /**
   * Decides the step. A promoted node joins the managers by itself, with the certificate its new role gives it; a
   * demoted or deleted one leaves them before anything else.
   *
   * @param node the stored node; empty when it was deleted
   * @param member the node as a manager; empty when it is none
   */
  static RoleStep next(Optional<Node> node, Optional<Member> member) {
    if (node.isEmpty()) {
      return member.<RoleStep>map(Remove::new).orElseGet(Done::new);
    }
    NodeRole desired = node.get().getSpec().getDesiredRole();
    if (node.get().getRole() == desired) {
      return new Done();
    }
    if (desired == NodeRole.WORKER && member.isPresent()) {
      return new Remove(member.get());
    }
    return new SetRole(node.get().toBuilder().setRole(desired).build());
  }
}
