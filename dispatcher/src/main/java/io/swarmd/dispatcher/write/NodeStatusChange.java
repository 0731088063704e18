package io.swarmd.dispatcher.write;

import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.NodeStatus;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.Optional;

/**
 * What the dispatcher has to say of a node (dispatch sheet, 1.6).
 *
 * @param message why; empty when the node is ready
 * @param address the IP address the node was seen at; empty leaves what is stored
 * @param description what the node says of itself; empty leaves what is stored
 */
public record NodeStatusChange(
    NodeStatus.State state, String message, Optional<String> address, Optional<NodeDescription> description) {

  /** Writes changes of nodes, and only what differs. */
  public static final WriteRule<NodeStatusChange> RULE = NodeStatusChange::write;

  public static NodeStatusChange ready(Optional<String> address, Optional<NodeDescription> description) {
    return new NodeStatusChange(NodeStatus.State.READY, "", address, description);
  }

  public static NodeStatusChange silent() {
    return notReady(NodeStatus.State.DOWN, "heartbeat failure");
  }

  public static NodeStatusChange neverReturned() {
    return notReady(NodeStatus.State.DOWN, "heartbeat failure for node in \"unknown\" state");
  }

  public static NodeStatusChange leadershipChanged() {
    return notReady(NodeStatus.State.UNKNOWN,
        "Node moved to \"unknown\" state due to leadership change in cluster");
  }

  private static NodeStatusChange notReady(NodeStatus.State state, String message) {
    return new NodeStatusChange(state, message, Optional.empty(), Optional.empty());
  }

  /** This change with what a later one says; a description and an address not yet written are kept. */
  public NodeStatusChange then(NodeStatusChange later) {
    return new NodeStatusChange(later.state, later.message, later.address.or(() -> address),
        later.description.or(() -> description));
  }

  /** The node as it is to be stored; empty when that is what is stored. */
  Optional<Node> applyTo(Node stored) {
    NodeStatus.Builder status = stored.getStatus().toBuilder().setState(state).setMessage(message);
    address.ifPresent(status::setAddr);
    Node.Builder next = stored.toBuilder().setStatus(status);
    description.ifPresent(next::setDescription);
    Node changed = next.build();
    return changed.equals(stored) ? Optional.empty() : Optional.of(changed);
  }

  private static boolean write(Transaction transaction, String nodeId, NodeStatusChange change) {
    Optional<Node> stored = transaction.get(Table.NODE, nodeId);
    stored.flatMap(change::applyTo).ifPresent(node -> transaction.update(Table.NODE, node));
    return stored.isPresent();
  }
}
