package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.HealthCheckRequest;
import io.swarmd.api.HealthCheckResponse;
import io.swarmd.api.HealthGrpc;
import io.swarmd.identity.Caller;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.tls.NodeIdentity;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlSocketTest {

  private final NodeIdentity manager = new NodeIdentity(Cluster.named("ours").manager("m1"));
  private final LinkedBlockingQueue<Caller> callers = new LinkedBlockingQueue<>();
  @TempDir private Path directory;

  private ControlSocket open(Path path) {
    return ControlSocket.open(path, manager, Authorization.controlSocket(() -> manager.current().asLocalCaller()),
        List.of(new HealthGrpc.HealthImplBase() {
          @Override
          public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
            callers.add(Caller.current());
            answer.onNext(HealthCheckResponse.getDefaultInstance());
            answer.onCompleted();
          }
        }));
  }

  private static void call(Path path) {
    ManagedChannel channel = ControlSocket.channel(path).build();
    try {
      HealthGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS)
          .check(HealthCheckRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aCallCountsAsTheManagersOwn() throws Exception {
    Path path = directory.resolve("run/swarmd.sock");
    try (ControlSocket socket = open(path)) {
      call(socket.path());
      Caller caller = callers.take();
      assertThat(caller.nodeId()).isEqualTo("m1");
      assertThat(caller.isManager()).isTrue();
      assertThat(caller.isLocal()).isTrue();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent()))).isEqualTo("rwx------");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  @Tag("identity-84")
  void aStaleFileIsReplaced() throws Exception {
    Path path = directory.resolve("swarmd.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    try (ControlSocket socket = open(path)) {
      call(path);
      assertThat(callers).hasSize(1);
    }
  }

  @Test
  void aSocketInUseIsLeftAlone() {
    Path path = directory.resolve("swarmd.sock");
    try (ControlSocket first = open(path)) {
      assertThatThrownBy(() -> open(path)).hasMessage("control socket " + path + " is in use by another process");
      call(first.path());
      assertThat(callers).hasSize(1);
    }
  }

  @Test
  void aFileThatIsNoSocketIsNotDeleted() throws Exception {
    Path path = Files.writeString(directory.resolve("notes.txt"), "keep me");
    assertThatThrownBy(() -> open(path)).hasMessageContaining("is no socket");
    assertThat(path).hasContent("keep me");
  }

  /** The original's client names the socket's path as the server it wants (control sheet, 1.3). */
  @ParameterizedTest
  @ValueSource(strings = {"/var/run/swarmd.sock",
    "/var/lib/a-directory/with_names/longer/than/any/label/of/a/dns/name/may/be/swarm.sock"})
  @Tag("identity-85")
  void anyServerNameIsServed(String serverName) throws Exception {
    Path path = directory.resolve("s.sock");
    try (ControlSocket socket = open(path)) {
      Process client;
      try {
        client = new ProcessBuilder("openssl", "s_client", "-unix", socket.path().toString(),
            "-servername", serverName, "-alpn", "h2").redirectErrorStream(true).start();
      } catch (IOException absent) {
        client = null;
      }
      assumeTrue(client != null, "openssl is not installed: odd server names are not tried");
      client.getOutputStream().close();
      assertThat(new String(client.getInputStream().readAllBytes())).contains("ALPN protocol: h2");
    }
  }

  @Test
  void aDirectoryInWhichEverybodyCanPutASocketIsRefused() throws Exception {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path path = open.resolve("swarmd.sock");
    assertThatThrownBy(() -> open(path)).hasMessageStartingWith("cannot listen on control socket " + path
        + ": the directory " + open + " can be written by everybody").hasMessageContaining("'chmod o-w " + open + "'");
    assertThat(path).doesNotExist();
  }

  @Test
  void aPathThatCannotBeASocketIsNamed() {
    Path path = directory.resolve("x".repeat(200));
    assertThatThrownBy(() -> open(path)).hasMessageContaining("cannot listen on control socket " + path);
  }

  @Test
  void whetherTheSocketCanBeMadeIsKnownBeforehandAndNothingIsLeftBehind() {
    Path tooLong = directory.resolve("x".repeat(200));
    assertThatThrownBy(() -> ControlSocket.prepare(tooLong))
        .hasMessage("cannot listen on control socket " + tooLong + ": Unix domain path too long");
    Path missing = Path.of("/proc/nowhere/swarmd.sock");
    assertThatThrownBy(() -> ControlSocket.prepare(missing))
        .hasMessage("cannot listen on control socket " + missing + ": no such file or directory: /proc/nowhere");

    ControlSocket.prepare(directory.resolve("s.sock"));
    assertThat(directory).isEmptyDirectory();
  }
}
