package io.swarmd.identity.tls;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.netty.handler.ssl.SslContext;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.RootCertificates;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/**
 * Who this node is at the moment. Servers and channels made from the contexts here follow a renewal by themselves:
 * connections that stand go on, new handshakes use the new credentials. Safe for many threads.
 */
public final class NodeIdentity {

  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final LiveTrust trust;
  private final SslContext server;
  private final SslContext client;
  private final List<Consumer<NodeCredentials>> listeners = new CopyOnWriteArrayList<>();
  private volatile NodeCredentials current;

  public NodeIdentity(NodeCredentials credentials) {
    try {
      keys.updateIdentityCredentials(credentials.chain().toArray(X509Certificate[]::new), credentials.key());
      trust = new LiveTrust(credentials.roots());
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException(unusable);
    }
    current = credentials;
    server = TlsContexts.server(keys, trust.manager());
    client = TlsContexts.client(keys, trust.manager());
  }

  public NodeCredentials current() {
    return current;
  }

  /** Uses these credentials from now on and tells the listeners. */
  public synchronized void replace(NodeCredentials credentials) {
    try {
      trust.replace(credentials.roots());
      keys.updateIdentityCredentials(credentials.chain().toArray(X509Certificate[]::new), credentials.key());
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException(unusable);
    }
    current = credentials;
    forgetSessions(client.sessionContext());
    forgetSessions(server.sessionContext());
    listeners.forEach(listener -> listener.accept(credentials));
  }

  /**
   * A session that is resumed shows the peer the certificate of the first handshake: a node promoted since would still
   * be taken for a worker.
   */
  private static void forgetSessions(SSLSessionContext sessions) {
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }

  /** Told after each replacement, on the thread that made it. */
  public void onChange(Consumer<NodeCredentials> listener) {
    listeners.add(listener);
  }

  /** For servers: shows this node's certificate, asks for the client's, and verifies one that comes. */
  public SslContext serverContext() {
    return server;
  }

  /**
   * For a client of servers that are no nodes: shows this node's certificate as it is at each handshake, and verifies
   * the server's by these roots and by the name it is asked for.
   */
  public SSLContext contextTrusting(RootCertificates roots) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[] {new LiveTrust(roots).manager()}, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException(unusable);
    }
  }

  /** For clients: shows this node's certificate and verifies the server's, by roots and by the name it is asked for. */
  public SslContext clientContext() {
    return client;
  }
}
