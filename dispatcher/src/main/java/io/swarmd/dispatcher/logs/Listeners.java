package io.swarmd.dispatcher.logs;

import io.swarmd.api.SubscriptionMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The open streams of each node. A node is connected while it has one: a node that reconnects has two for a while, and
 * the end of the older changes nothing (dispatch sheet, 7.11). On the broker's loop.
 */
final class Listeners {

  private final int mostOfNode;
  private final Map<String, List<Listener>> byNode = new HashMap<>();

  Listeners(int mostOfNode) {
    this.mostOfNode = mostOfNode;
  }

  boolean isConnected(String nodeId) {
    return byNode.containsKey(nodeId);
  }

  /** Adds a stream; of too many the oldest is ended. */
  void add(String nodeId, Listener listener) {
    List<Listener> streams = byNode.computeIfAbsent(nodeId, id -> new ArrayList<>());
    streams.add(listener);
    if (streams.size() > mostOfNode) {
      streams.removeFirst().end();
    }
  }

  /** Forgets a stream; true when it was the node's last. */
  boolean remove(String nodeId, Listener listener) {
    List<Listener> streams = byNode.get(nodeId);
    if (streams == null || !streams.remove(listener) || !streams.isEmpty()) {
      return false;
    }
    byNode.remove(nodeId);
    return true;
  }

  void tell(String nodeId, SubscriptionMessage message) {
    byNode.getOrDefault(nodeId, List.of()).forEach(listener -> listener.tell(message));
  }

  void endAll() {
    byNode.values().forEach(streams -> streams.forEach(Listener::end));
    byNode.clear();
  }
}
