package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.swarmd.api.HealthCheckRequest;
import io.swarmd.api.HealthCheckResponse;
import io.swarmd.api.HealthGrpc;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.tls.NodeIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one peer can take from the remote port, and that no more does harm. */
class PeerLimitsTest {

  private final Cluster cluster = Cluster.named("ours");
  private final AtomicInteger open = new AtomicInteger();
  private Server server;
  private ManagedChannel channel;

  /** Never answers calls for the part "wait". */
  private final class Health extends HealthGrpc.HealthImplBase {
    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> call) {
      if (request.getService().equals("wait")) {
        open.incrementAndGet();
        return;
      }
      call.onNext(HealthCheckResponse.getDefaultInstance());
      call.onCompleted();
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = listen(new ConnectionBook.Bounds(RemoteApi.MAX_CONNECTIONS, RemoteApi.MAX_UNPROVEN_CONNECTIONS,
        RemoteApi.MAX_CONNECTIONS_OF_NODE));
    channel = newChannel();
  }

  private Server listen(ConnectionBook.Bounds bounds) throws IOException {
    return RemoteApi.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new NodeIdentity(cluster.manager("m1")), Authorization.remote(() -> "ours", node -> false), bounds)
        .addService(new Health()).build().start();
  }

  private ManagedChannel newChannel() {
    return NodeChannels.toManager(new NodeIdentity(cluster.manager("m2")), "127.0.0.1:" + server.getPort()).build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private static HealthCheckResponse check(ManagedChannel through, HealthCheckRequest request) {
    return HealthGrpc.newBlockingStub(through).withDeadlineAfter(20, TimeUnit.SECONDS).check(request);
  }

  private static HealthCheckRequest ofBytes(int bytes) {
    // A tag and a length of four bytes stand before the text.
    return HealthCheckRequest.newBuilder().setServiceBytes(ByteString.copyFromUtf8("x".repeat(bytes - 5))).build();
  }

  @Test
  @Tag("identity-80")
  void aMessageOverFourMebibytesEndsItsCallAndNoOther() {
    HealthCheckRequest largest = ofBytes(RemoteApi.MAX_MESSAGE_BYTES);
    assertThat(largest.getSerializedSize()).isEqualTo(4 * 1024 * 1024);
    assertThat(check(channel, largest)).isNotNull();

    assertThatThrownBy(() -> check(channel, ofBytes(RemoteApi.MAX_MESSAGE_BYTES + 1)))
        .isInstanceOfSatisfying(StatusRuntimeException.class, refused ->
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    assertThat(check(channel, HealthCheckRequest.getDefaultInstance())).isNotNull();
  }

  @Test
  void longHeadersAreRefusedAndHarmNoOtherConnection() {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("long", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(64 * 1024));
    ManagedChannel another = newChannel();
    assertThat(check(another, HealthCheckRequest.getDefaultInstance())).isNotNull();
    assertThatThrownBy(() -> check(channel, headers)).isInstanceOf(StatusRuntimeException.class);
    assertThat(check(another, HealthCheckRequest.getDefaultInstance())).isNotNull();
    another.shutdownNow();
  }

  private static void check(ManagedChannel through, Metadata headers) {
    HealthGrpc.newBlockingStub(through).withDeadlineAfter(20, TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .check(HealthCheckRequest.getDefaultInstance());
  }

  @Test
  void callsOverTheBoundOfAConnectionWaitAtTheirClientAndHoldUpNobodyElse() {
    List<ClientCall<HealthCheckRequest, HealthCheckResponse>> calls = new ArrayList<>();
    for (int begun = 0; begun < RemoteApi.MAX_CALLS_PER_CONNECTION + 100; begun++) {
      ClientCall<HealthCheckRequest, HealthCheckResponse> call =
          channel.newCall(HealthGrpc.getCheckMethod(), CallOptions.DEFAULT);
      call.start(new ClientCall.Listener<>() {}, new Metadata());
      call.sendMessage(HealthCheckRequest.newBuilder().setService("wait").build());
      call.halfClose();
      calls.add(call);
    }
    await().atMost(60, TimeUnit.SECONDS).until(() -> open.get() == RemoteApi.MAX_CALLS_PER_CONNECTION);

    ManagedChannel another = newChannel();
    assertThat(check(another, HealthCheckRequest.getDefaultInstance())).isNotNull();
    another.shutdownNow();
    assertThat(open).hasValue(RemoteApi.MAX_CALLS_PER_CONNECTION);

    calls.forEach(call -> call.cancel("enough", null));
    assertThat(check(channel, HealthCheckRequest.getDefaultInstance())).isNotNull();
  }

  /** Connections of a node, each shown to be made by a call. */
  private List<ManagedChannel> connections(String nodeId, int count) {
    NodeIdentity node = new NodeIdentity(cluster.manager(nodeId));
    List<ManagedChannel> made = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      ManagedChannel connection = NodeChannels.toManager(node, "127.0.0.1:" + server.getPort()).build();
      made.add(connection);
      assertThat(check(connection, HealthCheckRequest.getDefaultInstance())).isNotNull();
    }
    return made;
  }

  @Test
  void connectionsOverTheBoundOfANodeAreClosedAndNoOtherNodes() {
    List<ManagedChannel> held = connections("greedy", RemoteApi.MAX_CONNECTIONS_OF_NODE);
    try {
      assertThatThrownBy(() -> held.addAll(connections("greedy", 1)))
          .isInstanceOfSatisfying(StatusRuntimeException.class, refused ->
              assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
      assertThat(check(channel, HealthCheckRequest.getDefaultInstance())).isNotNull();
      held.forEach(connection -> assertThat(check(connection, HealthCheckRequest.getDefaultInstance())).isNotNull());

      held.removeFirst().shutdownNow();
      NodeIdentity node = new NodeIdentity(cluster.manager("greedy"));
      await().atMost(20, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
        ManagedChannel again = NodeChannels.toManager(node, "127.0.0.1:" + server.getPort()).build();
        held.add(again);
        return check(again, HealthCheckRequest.getDefaultInstance()) != null;
      });
    } finally {
      held.forEach(ManagedChannel::shutdownNow);
    }
  }

  @Test
  void aNodeDoesNotCountForItsAddress() throws IOException {
    server.shutdownNow();
    server = listen(new ConnectionBook.Bounds(100, 1, 3));
    List<ManagedChannel> held = connections("m3", 3);
    try (Socket anonymous = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
      anonymous.setSoTimeout(500);
      assertThatThrownBy(() -> anonymous.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
      try (Socket another = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
        assertThat(isHungUpOn(another)).isTrue();
      }
      held.forEach(connection -> assertThat(check(connection, HealthCheckRequest.getDefaultInstance())).isNotNull());
    } finally {
      held.forEach(ManagedChannel::shutdownNow);
    }
  }

  private static boolean isHungUpOn(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** With every cipher there is, so that only the version can be what is refused. */
  private String handshake(String version) throws IOException {
    Process client;
    try {
      client = new ProcessBuilder("openssl", "s_client", "-connect", "127.0.0.1:" + server.getPort(), version,
          "-cipher", "ALL:@SECLEVEL=0").redirectErrorStream(true).start();
    } catch (IOException absent) {
      return abort("openssl is not installed: TLS versions are not tried");
    }
    client.getOutputStream().close();
    return new String(client.getInputStream().readAllBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  void olderTlsIsNotSpoken(String version) throws IOException {
    assertThat(handshake(version)).contains("alert protocol version").doesNotContain("BEGIN CERTIFICATE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void todaysTlsIs(String version) throws IOException {
    assertThat(handshake(version)).contains("BEGIN CERTIFICATE");
  }

  /** As Docker Engines do once their certificate was renewed. */
  @ParameterizedTest
  @ValueSource(strings = {"", "h2"})
  void http2IsSpokenAlsoWithClientsThatNameNoProtocol(String named) throws Exception {
    SSLContext anonymous = SSLContext.getInstance("TLS");
    anonymous.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    try (SSLSocket socket = (SSLSocket) anonymous.getSocketFactory().createSocket("127.0.0.1", server.getPort())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(named.isEmpty() ? new String[0] : new String[] {named});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo(named);
      byte[] noSettings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(noSettings);
      byte[] frame = socket.getInputStream().readNBytes(9);
      assertThat(frame).hasSize(9);
      assertThat(frame[3]).as("the type of its settings").isEqualTo((byte) 4);
    }
  }
}
