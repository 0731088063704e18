package io.swarmd.dispatcher;

import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.dispatcher.session.HeartbeatPeriod;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import java.util.List;

/** Splits committed changes by what they concern: the cluster, one node, or the tasks of one node. On the loop. */
final class ClusterWatch implements Subscription.Watcher {

  private final Surroundings at;
  private final NodeRegistry registry;
  private final Presence presence;
  private final SessionBoard board;
  private final DownNodes downNodes;
  private final Assignments assignments;

  ClusterWatch(Surroundings at, NodeRegistry registry, Presence presence, SessionBoard board, DownNodes downNodes,
      Assignments assignments) {
    this.at = at;
    this.registry = registry;
    this.presence = presence;
    this.board = board;
    this.downNodes = downNodes;
    this.assignments = assignments;
  }

  /** Takes the state from which the changes start. */
  void begin(StoreView view) {
    assignments.advance(view);
    view.all(Table.CLUSTER).stream().findFirst().ifPresent(this::clusterChanged);
  }

  @Override
  public void onChanges(ChangeSet changes) {
    assignments.advance(changes.after());
    for (Change<?> change : changes.changes()) {
      switch (change.object()) {
        case Task ignored -> assignments.changed(ofTask(change));
        case Node node -> nodeChanged(node.getId(), change);
        case Cluster cluster -> clusterChanged(cluster);
        default -> { }
      }
    }
  }

  @Override
  public void onResync(StoreView view) {
    begin(view);
    List.copyOf(registry.all()).stream()
        .filter(record -> view.get(Table.NODE, record.nodeId()).isEmpty())
        .forEach(record -> removed(record.nodeId()));
    board.announceAll();
    assignments.resync(view);
  }

  private void nodeChanged(String nodeId, Change<?> change) {
    if (change instanceof Change.Deleted<?>) {
      removed(nodeId);
    } else {
      registry.find(nodeId).ifPresent(board::announce);
    }
  }

  /** A removed node has no session; it learns why when it calls again. */
  private void removed(String nodeId) {
    downNodes.remove(nodeId);
    registry.find(nodeId).ifPresent(record -> {
      registry.remove(record);
      record.end(new Refusal(Refusal.Reason.NODE_NOT_REGISTERED));
    });
  }

  private void clusterChanged(Cluster cluster) {
    presence.period(HeartbeatPeriod.of(cluster, at.settings().defaultHeartbeat()));
    board.clusterChanged(cluster);
  }

  @SuppressWarnings("unchecked")
  private static Change<Task> ofTask(Change<?> change) {
    return (Change<Task>) change;
  }
}
