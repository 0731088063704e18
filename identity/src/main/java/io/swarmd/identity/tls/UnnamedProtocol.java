package io.swarmd.identity.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * Lets HTTP/2 be spoken also with peers that name no protocol in their handshake, which gRPC otherwise hangs up on, as a
 * server and as a client. Docker Engines, workers and managers alike, leave it out once their certificate was renewed
 * while they ran.
 */
final class UnnamedProtocol extends SslContext {

  /** What a handshake may end with; null is what it ends with when the peer named nothing. */
  private static final List<String> AGREED = Arrays.asList("h2", null);

  private final SslContext named;

  UnnamedProtocol(SslContext named) {
    this.named = named;
  }

  @Override
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return () -> AGREED;
  }

  @Override
  public boolean isClient() {
    return named.isClient();
  }

  @Override
  public List<String> cipherSuites() {
    return named.cipherSuites();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator buffers) {
    return named.newEngine(buffers);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator buffers, String peerHost, int peerPort) {
    return named.newEngine(buffers, peerHost, peerPort);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return named.sessionContext();
  }
}
