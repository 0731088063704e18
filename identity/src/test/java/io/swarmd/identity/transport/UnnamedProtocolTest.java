package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.tls.NodeIdentity;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A manager that names no protocol is spoken with all the same, as Engines are that renewed their certificate. */
@Timeout(60)
class UnnamedProtocolTest {

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final char[] PASSWORD = "pass".toCharArray();

  private static SSLServerSocket listen(NodeCredentials manager, String protocol) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD);
    store.setKeyEntry("key", manager.key(), PASSWORD, manager.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
    SSLParameters parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(protocol.isEmpty() ? new String[0] : new String[] {protocol});
    server.setSSLParameters(parameters);
    return server;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h2"})
  void http2IsSpokenAlsoWithServersThatNameNoProtocol(String protocol) throws Exception {
    Cluster cluster = Cluster.named("c");
    try (SSLServerSocket server = listen(cluster.manager("m"), protocol)) {
      ManagedChannel channel = NodeChannels.toManager(new NodeIdentity(cluster.worker("w")),
          "127.0.0.1:" + server.getLocalPort()).build();
      channel.getState(true);
      try (SSLSocket client = (SSLSocket) server.accept()) {
        client.setSoTimeout(10_000);
        String first = new String(client.getInputStream().readNBytes(PREFACE.length()), StandardCharsets.US_ASCII);
        assertThat(first).isEqualTo(PREFACE);
        assertThat(client.getApplicationProtocol()).isEqualTo(protocol);
      }
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
