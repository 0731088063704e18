package io.swarmd.identity.transport;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.tls.NodeIdentity;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The node's one TCP port: mutual TLS for whatever services are added to the builder. */
public final class RemoteApi {

  /** The largest message that is received, in bytes; a larger one ends its call with {@code RESOURCE_EXHAUSTED}. */
  public static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
  /** Connections held at once; one more is closed at once. */
  public static final int MAX_CONNECTIONS = 20_000;
  /**
   * Connections of one address that have not shown the certificate of a node: newcomers, many of them perhaps behind
   * one address, and whoever wants to do harm.
   */
  public static final int MAX_UNPROVEN_CONNECTIONS = 5_000;
  /** Connections of one node: a manager has a few to each other, and old ones take a while to be seen as broken. */
  public static final int MAX_CONNECTIONS_OF_NODE = 100;
  /** Calls at once on a connection; more wait at the client. A forwarding manager has all its calls on one. */
  public static final int MAX_CALLS_PER_CONNECTION = 10_000;

  private static final int HANDSHAKE_SECONDS = 10;
  private static final int PING_AFTER_IDLE_SECONDS = 60;
  private static final int PING_ANSWER_SECONDS = 20;
  private static final int FASTEST_CLIENT_PING_SECONDS = 5;
  private static final int ACCEPT_QUEUE = 4096;

  private RemoteApi() {}

  /** A server on the address, with the gate in front of all its methods. */
  public static NettyServerBuilder builder(
      InetSocketAddress address, NodeIdentity identity, Authorization authorization) {
    return builder(address, identity, authorization,
        new ConnectionBook.Bounds(MAX_CONNECTIONS, MAX_UNPROVEN_CONNECTIONS, MAX_CONNECTIONS_OF_NODE));
  }

  static NettyServerBuilder builder(InetSocketAddress address, NodeIdentity identity, Authorization authorization,
      ConnectionBook.Bounds bounds) {
    ConnectionBook book = new ConnectionBook(bounds);
    NettyServerBuilder server = NettyServerBuilder.forAddress(address)
        .channelFactory(() -> new BoundedServerChannel(book))
        .addTransportFilter(book)
        .bossEventLoopGroup(NettyThreads.ACCEPT)
        .workerEventLoopGroup(NettyThreads.TRANSPORT)
        .withOption(ChannelOption.SO_BACKLOG, ACCEPT_QUEUE)
        .withOption(ChannelOption.SO_REUSEADDR, true)
        .sslContext(identity.serverContext())
        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
        .keepAliveTime(PING_AFTER_IDLE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(FASTEST_CLIENT_PING_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
    authorization.addTo(server);
    return server;
  }
}
