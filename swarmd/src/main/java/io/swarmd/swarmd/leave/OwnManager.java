package io.swarmd.swarmd.leave;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.swarmd.FailureText;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The manager of a node that leaves, by which it asks the leader. Blocks for some seconds at most. */
final class OwnManager {

  private static final int CALL_SECONDS = 10;
  /** Somebody else may write the node at the same moment, as each of its reports does. */
  private static final int TRIES = 5;

  private final LeavingNode node;
  private final Optional<ControlGrpc.ControlBlockingStub> control;

  OwnManager(LeavingNode node) {
    this.node = node;
    this.control = node.manager().map(ControlGrpc::newBlockingStub);
  }

  boolean isInTouch() {
    return control.isPresent();
  }

  private ControlGrpc.ControlBlockingStub call() {
    return control.orElseThrow().withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** Empty where nobody answers. */
  Optional<ManagerCounts> counts() {
    if (control.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ManagerCounts.of(call().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList()));
    } catch (StatusRuntimeException unanswered) {
      return Optional.empty();
    }
  }

  /** Has the node demoted; why it is not, where it is not. */
  Optional<String> demote() {
    if (control.isEmpty()) {
      return Optional.of("this manager has no leader");
    }
    for (int left = TRIES; ; left--) {
      try {
        wantWorker();
        return Optional.empty();
      } catch (StatusRuntimeException refused) {
        if (left == 1 || !isOutOfSequence(refused)) {
          return Optional.of(FailureText.of(refused));
        }
      }
    }
  }

  private void wantWorker() {
    Node stored = call().getNode(GetNodeRequest.newBuilder().setNodeId(node.nodeId()).build()).getNode();
    if (stored.getSpec().getDesiredRole() != NodeRole.WORKER) {
      call().updateNode(UpdateNodeRequest.newBuilder()
          .setNodeId(stored.getId())
          .setNodeVersion(stored.getMeta().getVersion())
          .setSpec(NodeSpec.newBuilder(stored.getSpec()).setDesiredRole(NodeRole.WORKER)).build());
    }
  }

  private static boolean isOutOfSequence(StatusRuntimeException refused) {
    return refused.getStatus().getCode() == Status.Code.UNKNOWN
        && FailureText.of(refused).contains("update out of sequence");
  }
}
