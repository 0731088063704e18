package io.swarmd.raftstore.transport;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the other managers are, and the connections to them. An address comes from the group's configuration, or from
 * the peer itself when it calls, which is newer: so a configuration's address counts only when that configuration
 * changed it (Ratis sheet, 6; else an old one would undo what the peer said). Any thread may call.
 */
final class Peers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Peers.class);

  private final PeerChannels channels;
  private final Sender self;
  private final Map<RaftPeerId, String> configured = new HashMap<>();
  private final Map<RaftPeerId, String> addresses = new HashMap<>();
  private final Map<RaftPeerId, PeerConnection> connections = new HashMap<>();
  /** Who did not answer the last call of the kind that is made while there is no leader, and has not called since. */
  private final Set<RaftPeerId> silent = new HashSet<>();
  private boolean closed;

  Peers(PeerChannels channels, Sender self) {
    this.channels = channels;
    this.self = self;
  }

  Sender self() {
    return self;
  }

  synchronized void configured(Collection<RaftPeer> peers) {
    for (RaftPeer peer : peers) {
      String before = configured.put(peer.getId(), peer.getAddress());
      if (!peer.getAddress().equals(before)) {
        move(peer.getId(), peer.getAddress());
      }
    }
  }

  /** The peer itself has called, and says that this is its address. */
  synchronized void heardFrom(Sender sender) {
    RaftPeerId id = sender.peer().toRatis();
    silent.remove(id);
    if (!sender.address().isEmpty() && !sender.address().equals(addresses.get(id))) {
      move(id, sender.address());
    }
  }

  synchronized void answered(RaftPeerId id) {
    silent.remove(id);
  }

  synchronized void didNotAnswer(RaftPeerId id) {
    silent.add(id);
  }

  synchronized boolean isSilent(RaftPeerId id) {
    return silent.contains(id);
  }

  /** What was learned of who answers is old by now. */
  synchronized void forgetSilence() {
    silent.clear();
  }

  private void move(RaftPeerId id, String address) {
    String before = addresses.put(id, address);
    if (!Objects.equals(before, address)) {
      Optional.ofNullable(connections.remove(id)).ifPresent(PeerConnection::close);
      log.debug("raft peer {} is at {}", id, address);
    }
  }

  synchronized Optional<String> address(RaftPeerId id) {
    return Optional.ofNullable(addresses.get(id));
  }

  /**
   * The connection to a peer, opened when there is none.
   *
   * @throws IOException when its address is not known, or this manager stops
   */
  synchronized PeerConnection connection(RaftPeerId id) throws IOException {
    if (closed) {
      throw new IOException("this manager's Raft transport is closed");
    }
    PeerConnection connection = connections.get(id);
    if (connection == null) {
      String address = address(id).orElseThrow(() -> new IOException("no address known for raft peer " + id));
      connection = new PeerConnection(channels, PeerId.of(id).nodeId(), address, self);
      connections.put(id, connection);
    }
    return connection;
  }

  @Override
  public synchronized void close() {
    closed = true;
    connections.values().forEach(PeerConnection::close);
    connections.clear();
  }
}
