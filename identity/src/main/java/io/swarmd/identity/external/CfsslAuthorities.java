package io.swarmd.identity.external;

import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.model.external.AuthorityUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * CFSSL servers, over mutual TLS with this node's certificate as it is at that moment. Each call has a virtual thread,
 * and a connection of its own: one that was kept might show a certificate that has been renewed since.
 */
public final class CfsslAuthorities implements ExternalAuthorities, AutoCloseable {

  /** For one URL, from the look-up of its host to the last byte of the answer. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration SECOND_THOUGHTS = Duration.ofMillis(500);

  private final NodeIdentity identity;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public CfsslAuthorities(NodeIdentity identity) {
    this(identity, PATIENCE);
  }

  CfsslAuthorities(NodeIdentity identity, Duration patience) {
    this.identity = identity;
    this.patience = patience;
  }

  private interface Attempt<T> {

    T at(AuthorityUrl url) throws IOException, InterruptedException;
  }

  @Override
  public CompletableFuture<Void> reach(List<String> urls, RootCertificates root) {
    return inOrder(urls, "", url -> {
      shakeHands(url, identity.contextTrusting(root));
      return null;
    });
  }

  @Override
  public CompletableFuture<byte[]> sign(List<String> urls, SigningOrder order, RootCertificates trusted) {
    byte[] body = CfsslRequest.body(order);
    return inOrder(urls, "unable to perform certificate signing request: ",
        url -> post(url, body, identity.contextTrusting(trusted)));
  }

  private <T> CompletableFuture<T> inOrder(List<String> urls, String what, Attempt<T> attempt) {
    try {
      return CompletableFuture.supplyAsync(() -> firstAnswer(urls, what, attempt), threads);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.failedFuture(ExternalAuthorityException.passing(what + "this manager stops"));
    }
  }

  private <T> T firstAnswer(List<String> urls, String what, Attempt<T> attempt) {
    ExternalAuthorityException last = ExternalAuthorityException.passing("no external CA URLs");
    for (String url : urls) {
      try {
        return within(url, what, attempt);
      } catch (ExternalAuthorityException refused) {
        last = refused;
      }
    }
    throw last;
  }

  /** The thread that waits for another one ends on time, whatever the other one hangs in. */
  private <T> T within(String url, String what, Attempt<T> attempt) {
    Future<T> running = threads.submit(() -> attempt.at(AuthorityUrl.parse(url)));
    try {
      return running.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      running.cancel(true);
      throw ExternalAuthorityException.passing(what + url + ": no answer within " + patience.toSeconds() + " seconds");
    } catch (InterruptedException closed) {
      running.cancel(true);
      throw ExternalAuthorityException.passing(what + url + ": this manager stops");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof ExternalAuthorityException refused) {
        throw refused;
      }
      throw ExternalAuthorityException.passing(what + url + ": " + NetworkFailure.of(failed));
    }
  }

  private static void shakeHands(AuthorityUrl url, SSLContext tls) throws IOException {
    try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(url.host(), url.port())) {
      SSLParameters parameters = parameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      hearRefusal(socket);
    }
  }

  /** By TLS 1.3 a client has shaken hands before it hears that its certificate is not believed. */
  private static void hearRefusal(SSLSocket socket) throws IOException {
    socket.setSoTimeout((int) SECOND_THOUGHTS.toMillis());
    try {
      if (socket.getInputStream().read() < 0) {
        throw new IOException("the server closed the connection");
      }
    } catch (SocketTimeoutException silent) {
      // Nothing was asked, so there is nothing to hear from a server that agrees.
    }
  }

  private static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    return parameters;
  }

  private byte[] post(AuthorityUrl url, byte[] body, SSLContext tls) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url.address()).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body)).build();
    try (HttpClient client = client(tls)) {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      return CfsslReply.certificate(response.statusCode(), read(response));
    }
  }

  private static byte[] read(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      return body.readNBytes(CfsslReply.MAX_BYTES);
    } catch (IOException broken) {
      throw ExternalAuthorityException.passing("unable to read CSR response body: " + NetworkFailure.of(broken));
    }
  }

  /** Neither proxies nor redirections: nobody but the server that was named gets to see the request. */
  private HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .sslContext(tls).sslParameters(parameters())
        .proxy(HttpClient.Builder.NO_PROXY).followRedirects(HttpClient.Redirect.NEVER).executor(threads).build();
  }

  /** Ends the calls that are under way. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
