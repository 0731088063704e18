package io.swarmd.identity.transport;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.tls.TlsContexts;

/**
 * Channels to managers. No HTTP proxy is used, no call is retried by the channel, and no keepalive pings are sent: the
 * original's servers would hang up on them.
 */
public final class NodeChannels {

  /** The name every manager's certificate carries. */
  public static final String MANAGER_NAME = "swarm-manager";
  /** The name of managers as certificate authority. */
  public static final String AUTHORITY_NAME = "swarm-ca";

  private NodeChannels() {}

  /** With this node's certificate; messages of any size may come back. */
  public static NettyChannelBuilder toManager(NodeIdentity identity, String address) {
    return builder(address, identity.clientContext(), MANAGER_NAME).maxInboundMessageSize(Integer.MAX_VALUE);
  }

  /** As {@link #toManager}, to that manager and no other: its certificate must name the node. */
  public static NettyChannelBuilder toNode(NodeIdentity identity, String nodeId, String address) {
    return builder(address, identity.clientContext(), nodeId).maxInboundMessageSize(Integer.MAX_VALUE);
  }

  /** With this node's certificate, for calls of the certificate authority. */
  public static NettyChannelBuilder toAuthority(NodeIdentity identity, String address) {
    return builder(address, identity.clientContext(), MANAGER_NAME);
  }

  /** Without a certificate, to a manager the roots prove. */
  public static NettyChannelBuilder anonymous(RootCertificates roots, String address) {
    return builder(address, TlsContexts.anonymous(roots), AUTHORITY_NAME);
  }

  /** Without a certificate, to whoever answers; only what is proved otherwise may be asked here. */
  public static NettyChannelBuilder unverified(String address) {
    return builder(address, TlsContexts.anonymousUnverified(), AUTHORITY_NAME);
  }

  private static NettyChannelBuilder builder(String address, SslContext context, String serverName) {
    HostAndPort target = HostAndPort.parse(address);
    return NettyChannelBuilder.forAddress(target.host(), target.port())
        .sslContext(context)
        .overrideAuthority(serverName)
        .proxyDetector(server -> null)
        .disableRetry();
  }
}
