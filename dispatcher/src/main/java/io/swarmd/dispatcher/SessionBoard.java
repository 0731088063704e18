package io.swarmd.dispatcher;

import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.api.SessionMessage;
import io.swarmd.dispatcher.session.SessionContent;
import io.swarmd.dispatcher.session.SessionStream;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.List;
import java.util.Optional;

/**
 * Tells nodes on their session streams of themselves, the managers, the network keys and the root certificates
 * (dispatch sheet, 1.4). Owned by the dispatcher's loop.
 */
final class SessionBoard {

  private final Surroundings at;
  private final NodeRegistry registry;
  private SessionContent content = SessionContent.NONE;

  SessionBoard(Surroundings at, NodeRegistry registry) {
    this.at = at;
    this.registry = registry;
  }

  void clusterChanged(Cluster cluster) {
    content = content.withCluster(cluster);
    announceAll();
  }

  void membersChanged(List<Member> members) {
    content = content.withMembers(members);
    announceAll();
  }

  void announceAll() {
    registry.all().forEach(this::announce);
  }

  /** Tells all session streams of the node what is so now. */
  void announce(NodeRecord record) {
    List<SessionStream> streams = record.sessionStreams();
    if (!streams.isEmpty()) {
      message(record).ifPresent(message -> streams.forEach(stream -> stream.offer(message)));
    }
  }

  /** Ends the node's streams, with one last message for session streams. */
  void farewell(NodeRecord record, Refusal why) {
    Optional<SessionMessage> last = record.sessionStreams().isEmpty() ? Optional.empty() : message(record);
    record.end(why, stream -> last.ifPresentOrElse(message -> stream.end(message, why), () -> stream.end(why)));
  }

  /** Made from the committed state of this moment, which is never older than that of an earlier message. */
  private Optional<SessionMessage> message(NodeRecord record) {
    StoreView view = at.store().view();
    Optional<Node> node = content.isSendable() ? view.get(Table.NODE, record.nodeId()) : Optional.empty();
    return node.map(found -> content.message(record.sessionId(), found));
  }
}
