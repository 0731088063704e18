package io.swarmd.identity.transport;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.netty.channel.Channel;
import io.swarmd.identity.authorization.Peer;
import io.swarmd.identity.certificate.CertificateSubject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who holds the connections to a server, so that no peer can take all there are. A connection counts for the address it
 * comes from until the handshake has proven a node, and for the node then; whoever proves none stays with its address.
 * One over a bound is closed, without an answer. Safe for many threads.
 */
final class ConnectionBook extends ServerTransportFilter {

  /**
   * How many connections may be open at once.
   *
   * @param unproven from one address (of IPv6, one network of 64 bits: a host has all of that) by no known node
   * @param node by one node
   */
  record Bounds(int all, int unproven, int node) {}

  private static final Logger log = LoggerFactory.getLogger(ConnectionBook.class);
  private static final int NETWORK_BYTES = 8;

  /** What tells a connection from every other. */
  private record Ends(SocketAddress here, SocketAddress there) {}

  private static final class Held {
    private final Channel channel;
    private String peer;

    Held(Channel channel, String peer) {
      this.channel = channel;
      this.peer = peer;
    }
  }

  private static final class Share {
    private int open;
    /** Whether it was said that the peer has too many; it is said again after it had none. */
    private boolean told;
  }

  private final Bounds bounds;
  private final Map<Ends, Held> connections = new HashMap<>();
  private final Map<String, Share> shares = new HashMap<>();
  private int open;

  ConnectionBook(Bounds bounds) {
    this.bounds = bounds;
  }

  /** Notes a connection that was accepted, until it is closed; false when it is one too many, or gone already. */
  boolean enter(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress there)) {
      return false;
    }
    Ends ends = new Ends(channel.localAddress(), there);
    Held held = new Held(channel, "address " + place(there.getAddress()));
    synchronized (this) {
      if (open >= bounds.all || !take(held.peer, bounds.unproven)) {
        return false;
      }
      open++;
      connections.put(ends, held);
    }
    channel.closeFuture().addListener(closed -> leave(ends, held));
    return true;
  }

  private synchronized void leave(Ends ends, Held held) {
    open--;
    connections.remove(ends, held);
    give(held.peer);
  }

  /** The handshake is over: gRPC asks before the first call. */
  @Override
  public Attributes transportReady(Attributes transport) {
    Ends ends = new Ends(
        transport.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR), transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    Peer.of(transport).certificate().map(CertificateSubject::commonName).ifPresent(nodeId -> prove(ends, nodeId));
    return transport;
  }

  private synchronized void prove(Ends ends, String nodeId) {
    Held held = connections.get(ends);
    String peer = "node " + nodeId;
    if (held == null) {
      return;
    }
    if (take(peer, bounds.node)) {
      give(held.peer);
      held.peer = peer;
    } else {
      hangUp(held.channel);
    }
  }

  /** Past gRPC, which would let calls that have begun come to their end. */
  private static void hangUp(Channel channel) {
    channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
  }

  private boolean take(String peer, int bound) {
    Share share = shares.computeIfAbsent(peer, first -> new Share());
    if (share.open < bound) {
      share.open++;
      return true;
    }
    if (!share.told) {
      share.told = true;
      log.warn("{} has {} connections open, more are closed", peer, share.open);
    }
    return false;
  }

  private void give(String peer) {
    Share share = shares.get(peer);
    share.open--;
    if (share.open == 0) {
      shares.remove(peer);
    }
  }

  private static String place(InetAddress host) {
    return host instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(host.getAddress(), NETWORK_BYTES)) + "/64" : host.getHostAddress();
  }
}
