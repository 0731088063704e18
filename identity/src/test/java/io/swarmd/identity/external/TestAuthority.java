package io.swarmd.identity.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateSubject;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.RootCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * A CFSSL server on {@code https://localhost} that signs as the original's example does, for tests: mutual TLS, for
 * managers only, within their own cluster; and misbehaves when told to.
 */
public final class TestAuthority implements AutoCloseable {

  /** How it answers. */
  public enum Conduct {
    SIGNS, FAILS, REFUSES, SAYS_NO, SILENT, DRIPS, TOO_LONG, NO_JSON, NO_CERTIFICATE,
    FOREIGN_ROOT, OTHER_KEY, OTHER_NAME, OTHER_HOSTS, FOR_SERVERS_ONLY, AN_AUTHORITY, TWICE
  }

  static final int TOO_MANY_BYTES = 300 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CertificateAuthority root;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final AdvancedTlsX509TrustManager clients = AdvancedTlsX509TrustManager.newBuilder().build();
  private volatile Conduct conduct = Conduct.SIGNS;

  private TestAuthority(CertificateAuthority root) throws Exception {
    this.root = root;
    serve(List.of(root.roots()));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls()) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters mutual = getSSLContext().getDefaultSSLParameters();
        mutual.setNeedClientAuth(true);
        parameters.setSSLParameters(mutual);
      }
    });
    server.createContext("/sign", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Starts a server that signs with a root and proves itself by it; managers prove themselves by it, too. */
  public static TestAuthority start(CertificateAuthority root) {
    try {
      return new TestAuthority(root);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /** Believes managers with certificates of these roots from now on. */
  public void serve(List<RootCertificates> managers) {
    try {
      clients.updateTrustCredentials(managers.stream().flatMap(roots -> roots.certificates().stream())
          .toArray(X509Certificate[]::new));
    } catch (GeneralSecurityException | IOException unusable) {
      throw new AssertionError(unusable);
    }
  }

  public String url() {
    return "https://localhost:" + server.getAddress().getPort() + "/sign";
  }

  public CertificateAuthority root() {
    return root;
  }

  public void behave(Conduct next) {
    conduct = next;
  }

  /** The bodies of all calls so far. */
  public List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  private SSLContext tls() throws GeneralSecurityException, IOException {
    NodeCredentials self = NodeCredentials.issue(root, new NodeSubject("localhost", Role.MANAGER, "external"),
        CertificateAuthority.DEFAULT_EXPIRY, Instant.now());
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry("own", self.key(), new char[0], self.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {clients}, null);
    return context;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      requests.add(request);
      switch (conduct) {
        case FAILS -> send(exchange, 500, "out of\norder".getBytes());
        case REFUSES -> send(exchange, 200, refusal(5200, "Invalid or unknown policy"));
        case SAYS_NO -> send(exchange, 200, "{\"success\":false,\"result\":null,\"errors\":[]}".getBytes());
        case SILENT -> closed.await();
        case DRIPS -> drip(exchange);
        case TOO_LONG -> send(exchange, 200, certificateReply("x".repeat(TOO_MANY_BYTES)));
        case NO_JSON -> send(exchange, 200, "<html>welcome</html>".getBytes());
        case NO_CERTIFICATE -> send(exchange, 200, "{\"success\":true,\"result\":{\"certificate\":1}}".getBytes());
        default -> sign(exchange, request);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void sign(HttpExchange exchange, JsonNode request) throws IOException {
    CertificateSubject client = CertificateSubject.of(
        (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0]);
    boolean authority = request.path("profile").asText().equals("CA");
    if (!client.units().contains("swarm-manager")) {
      send(exchange, 200, refusal(1, "client certificate OU does not match"));
    } else if (!authority
        && !request.path("subject").path("names").path(0).path("O").asText().equals(client.organization())) {
      send(exchange, 200, refusal(2, "organization does not match"));
    } else {
      send(exchange, 200, certificateReply(new TestSigner(root, conduct).sign(request)));
    }
  }

  private static byte[] certificateReply(String certificate) throws IOException {
    ObjectNode reply = JSON.createObjectNode().put("success", true);
    reply.putObject("result").put("certificate", certificate);
    reply.putArray("errors");
    reply.putArray("messages");
    return JSON.writeValueAsBytes(reply);
  }

  private static byte[] refusal(int code, String text) throws IOException {
    ObjectNode reply = JSON.createObjectNode().put("success", false).putNull("result");
    reply.putArray("errors").addObject().put("code", code).put("message", text);
    return JSON.writeValueAsBytes(reply);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Never so slow that nothing comes for a while, never done. */
  private void drip(HttpExchange exchange) throws IOException, InterruptedException {
    exchange.sendResponseHeaders(200, TOO_MANY_BYTES);
    while (!closed.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      exchange.getResponseBody().write(' ');
      exchange.getResponseBody().flush();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
