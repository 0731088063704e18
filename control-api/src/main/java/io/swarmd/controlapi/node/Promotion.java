package io.swarmd.controlapi.node;

import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.controlapi.call.Refusal;

/**
 * Keeps nodes that cannot replicate our log from becoming managers: a Docker Engine that is promoted would get a
 * manager's certificate, be refused by the managers, and try for ever (identity sheet, 0.3). Pure.
 */
final class Promotion {

  private Promotion() {}

  /** Refuses to make a manager of a node that does not say it can be one. */
  static void check(Node node, NodeSpec wanted) {
    boolean promotion = node.getSpec().getDesiredRole() == NodeRole.WORKER
        && wanted.getDesiredRole() == NodeRole.MANAGER;
    if (!promotion || node.getDescription().getCanManage()) {
      return;
    }
    String name = node.getId() + " (" + node.getDescription().getHostname() + ")";
    throw Refusal.failedPrecondition(node.hasDescription()
        ? "node " + name + " cannot be a manager: it runs something else than swarmd, for example a Docker Engine; it "
            + "may stay a worker, or join anew with swarmd and the manager token"
        : "node " + node.getId() + " has not connected yet, so it is not known whether it can be a manager: promote it "
            + "once it is READY");
  }
}
