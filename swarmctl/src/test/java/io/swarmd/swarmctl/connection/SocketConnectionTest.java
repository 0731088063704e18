package io.swarmd.swarmctl.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListNodesResponse;
import io.swarmd.api.Node;
import io.swarmd.identity.Role;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.ControlSocket;
import io.swarmd.swarmctl.command.CommandException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to a real control socket, as a manager opens it. */
class SocketConnectionTest {

  @TempDir private Path directory;

  private ControlSocket open(Path path) {
    CertificateAuthority authority = CertificateAuthority.create(Instant.now());
    NodeIdentity manager = new NodeIdentity(NodeCredentials.issue(authority,
        new NodeSubject("m1", Role.MANAGER, "cluster"), CertificateAuthority.DEFAULT_EXPIRY, Instant.now()));
    return ControlSocket.open(path, manager, Authorization.controlSocket(() -> manager.current().asLocalCaller()),
        List.of(new ControlGrpc.ControlImplBase() {
          @Override
          public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
            observer.onNext(ListNodesResponse.newBuilder().addNodes(Node.newBuilder().setId("n")).build());
            observer.onCompleted();
          }
        }));
  }

  @Tag("control-1")
  @Test
  void aManagerIsReachedWithoutACertificate() {
    Path path = directory.resolve("swarmd.sock");
    try (ControlSocket socket = open(path)) {
      for (String written : new String[] {path.toString(), "unix://" + path}) {
        Channel channel = SocketConnection.connect(written);
        ListNodesResponse answer = ControlGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
            .listNodes(ListNodesRequest.getDefaultInstance());
        assertThat(answer.getNodes(0).getId()).isEqualTo("n");
        ((ManagedChannel) channel).shutdownNow();
      }
      assertThat(socket.path()).isEqualTo(path);
    }
  }

  @Test
  void nobodyThereIsToldWithWhatToDo() {
    String path = directory.resolve("none.sock").toString();

    assertThatThrownBy(() -> SocketConnection.connect(path))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("connection error: desc = \"transport: Error while dialing: dial unix " + path
            + ": connect: no such file or directory\"")
        .hasMessageEndingWith("(choose another with --socket; workers have none)");
  }

  @Test
  void aDeadSocketIsTold() throws Exception {
    Path path = directory.resolve("dead.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }

    assertThatThrownBy(() -> SocketConnection.connect(path.toString()))
        .hasMessageContaining("connect: connection refused");
  }
}
