package io.swarmd.identity.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * Lets a server speak HTTP/2 also with clients that name no protocol in their handshake, which gRPC's server otherwise
 * hangs up on. Docker Engines leave it out once their certificate was renewed while they ran.
 */
final class UnnamedProtocol extends SslContext {

  /** What a handshake may end with; null is what it ends with when the client named nothing. */
  private static final List<String> AGREED = Arrays.asList("h2", null);

  private final SslContext server;

  UnnamedProtocol(SslContext server) {
    this.server = server;
  }

  @Override
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return () -> AGREED;
  }

  @Override
  public boolean isClient() {
    return false;
  }

  @Override
  public List<String> cipherSuites() {
    return server.cipherSuites();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator buffers) {
    return server.newEngine(buffers);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator buffers, String peerHost, int peerPort) {
    return server.newEngine(buffers, peerHost, peerPort);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return server.sessionContext();
  }
}
