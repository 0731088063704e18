package io.swarmd.dispatcher.write;

import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.NodeStatus;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * What the dispatcher has to say of a node (dispatch sheet, 1.6).
 *
 * @param message why; empty when the node is ready
 * @param address the IP address the node was seen at; empty leaves what is stored
 * @param description what the node says of itself; empty leaves what is stored
 * @param downSince for a node that is down, since when; one that was down already keeps its earlier moment
 */
public record NodeStatusChange(NodeStatus.State state, String message, Optional<String> address,
    Optional<NodeDescription> description, Optional<Instant> downSince) {

  /** Writes changes of nodes, and only what differs. */
  public static final WriteRule<NodeStatusChange> RULE = NodeStatusChange::write;

  public static NodeStatusChange ready(Optional<String> address, Optional<NodeDescription> description) {
    return new NodeStatusChange(NodeStatus.State.READY, "", address, description, Optional.empty());
  }

  public static NodeStatusChange silent(Instant since) {
    return notReady(NodeStatus.State.DOWN, "heartbeat failure", Optional.of(since));
  }

  public static NodeStatusChange neverReturned(Instant since) {
    return notReady(NodeStatus.State.DOWN, "heartbeat failure for node in \"unknown\" state", Optional.of(since));
  }

  public static NodeStatusChange leadershipChanged() {
    return notReady(NodeStatus.State.UNKNOWN,
        "Node moved to \"unknown\" state due to leadership change in cluster", Optional.empty());
  }

  private static NodeStatusChange notReady(NodeStatus.State state, String message, Optional<Instant> downSince) {
    return new NodeStatusChange(state, message, Optional.empty(), Optional.empty(), downSince);
  }

  /** This change with what a later one says; a description and an address not yet written are kept. */
  public NodeStatusChange then(NodeStatusChange later) {
    return new NodeStatusChange(later.state, later.message, later.address.or(() -> address),
        later.description.or(() -> description), later.downSince);
  }

  /** The node as it is to be stored; empty when that is what is stored. */
  Optional<Node> applyTo(Node stored) {
    NodeStatus.Builder status = stored.getStatus().toBuilder().setState(state).setMessage(message);
    address.ifPresent(status::setAddr);
    if (downSince.isEmpty()) {
      status.clearDownSince();
    } else if (stored.getStatus().getState() != NodeStatus.State.DOWN || !status.hasDownSince()) {
      status.setDownSince(WireTime.timestamp(downSince.get()));
    }
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
