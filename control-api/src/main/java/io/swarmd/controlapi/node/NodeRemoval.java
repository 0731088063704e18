package io.swarmd.controlapi.node;

import io.grpc.Status;
import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.RemoveNodeResponse;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.identity.authorization.Blacklist;
import io.swarmd.loop.Environment;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.Index;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import io.swarmd.store.group.ManagerGroup;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Takes a node out of the cluster: its certificate is barred, its tasks are given up (control sheet, section 5). */
public final class NodeRemoval {

  private final Environment environment;
  private final ManagerGroup managers;

  public NodeRemoval(Environment environment, ManagerGroup managers) {
    this.environment = environment;
    this.managers = managers;
  }

  /** One transaction; its work grows with the node's tasks only. */
  public Function<Transaction, RemoveNodeResponse> remove(RemoveNodeRequest request) {
    Refusal.unlessGiven(request.getNodeId());
    return tx -> {
      Node node = Nodes.find(tx, request.getNodeId());
      check(node, request.getForce());
      Cluster cluster = tx.byName(Table.CLUSTER, "default").stream().findFirst()
          .orElseThrow(() -> Refusal.of(Status.INTERNAL, "could not fetch cluster object"));
      Instant now = environment.now();
      tx.update(Table.CLUSTER, Blacklist.add(cluster, node, now));
      List.copyOf(tx.find(Index.TASK_BY_NODE, node.getId())).stream()
          .filter(task -> task.getStatus().getStateValue() < TaskState.COMPLETE_VALUE)
          .forEach(task -> tx.update(Table.TASK, orphaned(task, now)));
      tx.delete(Table.NODE, node.getId());
      return RemoveNodeResponse.getDefaultInstance();
    };
  }

  private void check(Node node, boolean force) {
    boolean member = managers.members().stream().anyMatch(manager -> manager.nodeId().equals(node.getId()));
    if (node.getSpec().getDesiredRole() == NodeRole.MANAGER && member) {
      throw Refusal.failedPrecondition("node " + node.getId() + " is a cluster manager and is a member of the raft "
          + "cluster. It must be demoted to worker before removal");
    }
    if (!force && node.getStatus().getState() == NodeStatus.State.READY) {
      throw Refusal.failedPrecondition("node " + node.getId() + " is not down and can't be removed");
    }
  }

  private static Task orphaned(Task task, Instant now) {
    return task.toBuilder().setStatus(TaskStatus.newBuilder()
        .setTimestamp(WireTime.timestamp(now))
        .setState(TaskState.ORPHANED)
        .setMessage("Task belonged to a node that has been deleted")).build();
  }
}
