package io.swarmd.identity.authorization;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.swarmd.identity.certificate.CertificateSubject;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The other end of a connection, read once when it is made.
 *
 * @param tls whether the connection uses TLS at all
 * @param certificate whom the verified client certificate names
 * @param address host:port
 */
public record Peer(boolean tls, Optional<CertificateSubject> certificate, String address) {

  static final Attributes.Key<Peer> KEY = Attributes.Key.create("peer");

  /** From what gRPC knows of a connection once it is made. */
  public static Peer of(Attributes transport) {
    SSLSession session = transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    String address = transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress internet
        ? hostAndPort(internet) : "";
    return new Peer(session != null, session == null ? Optional.empty() : certificate(session), address);
  }

  private static Optional<CertificateSubject> certificate(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate leaf
          ? Optional.of(CertificateSubject.of(leaf)) : Optional.empty();
    } catch (SSLPeerUnverifiedException anonymous) {
      return Optional.empty();
    }
  }

  private static String hostAndPort(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
