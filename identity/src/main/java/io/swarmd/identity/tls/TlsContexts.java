package io.swarmd.identity.tls;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.swarmd.identity.certificate.RootCertificates;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** Makes TLS contexts for gRPC. Each is safe for many connections at once. */
public final class TlsContexts {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /**
   * Servers of this process do not look at the server name a client asks for. The original's command line asks for the
   * path of the control socket (control sheet, 1.3), which Java takes for a broken handshake. It reads the property
   * when its first handshake begins.
   */
  private static final String IGNORED_BY_SERVERS = "jdk.tls.server.disableExtensions";

  static {
    if (System.getProperty(IGNORED_BY_SERVERS) == null) {
      System.setProperty(IGNORED_BY_SERVERS, "server_name");
    }
  }

  private TlsContexts() {}

  /**
   * For a client that trusts any server and shows no certificate: the local control socket, and fetching the root that
   * a token's digest then proves.
   */
  public static SslContext anonymousUnverified() {
    return build(configure(SslContextBuilder.forClient()).trustManager(InsecureTrustManagerFactory.INSTANCE));
  }

  /** For a client without a certificate that knows the cluster's roots: a node that is joining. */
  public static SslContext anonymous(RootCertificates roots) {
    try {
      LiveTrust trust = new LiveTrust(roots);
      return build(configure(SslContextBuilder.forClient()).trustManager(trust.manager()));
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException(unusable);
    }
  }

  static SslContext client(KeyManager keys, TrustManager trust) {
    return build(configure(SslContextBuilder.forClient()).keyManager(keys).trustManager(trust));
  }

  static SslContext server(KeyManager keys, TrustManager trust) {
    return build(configure(SslContextBuilder.forServer(keys)).trustManager(trust).clientAuth(ClientAuth.OPTIONAL));
  }

  private static SslContextBuilder configure(SslContextBuilder builder) {
    return GrpcSslContexts.configure(builder, SslProvider.JDK).protocols(PROTOCOLS);
  }

  private static SslContext build(SslContextBuilder builder) {
    try {
      return new UnnamedProtocol(builder.build());
    } catch (SSLException unusable) {
      throw new IllegalStateException("this Java cannot do the TLS that is needed", unusable);
    }
  }
}
