package io.swarmd.dispatcher;

import io.swarmd.dispatcher.stream.Refusal;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes of this leadership by id. Any thread may look up; only the dispatcher's loop changes it. */
final class NodeRegistry {

  private final ConcurrentHashMap<String, NodeRecord> records = new ConcurrentHashMap<>();

  Optional<NodeRecord> find(String nodeId) {
    return Optional.ofNullable(records.get(nodeId));
  }

  /**
   * The record of a node whose session this is.
   *
   * @throws Refusal {@code NODE_NOT_REGISTERED}, or {@code SESSION_INVALID} when the id is another
   */
  NodeRecord require(String nodeId, String sessionId) {
    NodeRecord record = records.get(nodeId);
    if (record == null || record.lease().isOver()) {
      throw new Refusal(Refusal.Reason.NODE_NOT_REGISTERED);
    }
    if (!record.hasSession(sessionId)) {
      throw new Refusal(Refusal.Reason.SESSION_INVALID);
    }
    return record;
  }

  boolean isCurrent(NodeRecord record) {
    return records.get(record.nodeId()) == record;
  }

  /** Puts the record in the place of the node's earlier one, which is returned. */
  Optional<NodeRecord> put(NodeRecord record) {
    return Optional.ofNullable(records.put(record.nodeId(), record));
  }

  void remove(NodeRecord record) {
    records.remove(record.nodeId(), record);
  }

  Collection<NodeRecord> all() {
    return records.values();
  }

  void clear() {
    records.clear();
  }
}
