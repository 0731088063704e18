package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.swarmd.api.HealthGrpc;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.tls.NodeIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Bytes on the port that are no TLS, and names that are no addresses. */
class HostileBytesTest {

  private final Cluster cluster = Cluster.named("ours");

  /** Sends the bytes and reads until the server hangs up. */
  private static void send(int port, byte[] bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(15_000);
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  @Test
  void garbageAndPlainHttpAreHungUpOnInSilence() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(lines);
    var old = new CollectingHandler();
    java.util.logging.Logger.getLogger("").addHandler(old);
    try (ApiFixture api = new ApiFixture(new NodeIdentity(cluster.manager("m1")), HealthGrpc.getServiceDescriptor())) {
      byte[] garbage = new byte[4096];
      new Random(1).nextBytes(garbage);
      send(api.server.getPort(), garbage);
      send(api.server.getPort(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      send(api.server.getPort(), new byte[] {0x16, 0x03, 0x01, 0x00, 0x05, 1, 2, 3, 4, 5});

      ManagedChannel channel = NodeChannels.toManager(new NodeIdentity(cluster.manager("m2")), api.address()).build();
      assertThat(ApiFixture.call(channel, HealthGrpc.getCheckMethod()).getCode()).isEqualTo(Status.Code.NOT_FOUND);
      channel.shutdownNow();
    } finally {
      root.detachAppender(lines);
      java.util.logging.Logger.getLogger("").removeHandler(old);
    }
    assertThat(lines.list).noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.WARN));
    assertThat(old.loud).isFalse();
  }

  /** gRPC logs through java.util.logging. */
  private static final class CollectingHandler extends Handler {
    private volatile boolean loud;

    @Override
    public void publish(LogRecord line) {
      loud |= line.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", ":1", "host:", "host:x", "host:70000", "::1:4242", "[::1:4242"})
  void badAddressesAreRefusedByName(String text) {
    assertThatThrownBy(() -> HostAndPort.parse(text)).isInstanceOf(IdentityException.class)
        .hasMessage("invalid address " + text + ": expected host:port");
  }

  @Test
  void goodAddressesAreReadAndWritten() {
    assertThat(HostAndPort.parse("[::1]:4242")).isEqualTo(new HostAndPort("::1", 4242)).hasToString("[::1]:4242");
    assertThat(HostAndPort.parse("a.example:1")).hasToString("a.example:1");
  }
}
