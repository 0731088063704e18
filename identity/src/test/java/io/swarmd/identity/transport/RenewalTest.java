package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.identity.Caller;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.tls.NodeIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Credentials swapped under servers and channels that stay as they are. */
class RenewalTest {

  private final Cluster cluster = Cluster.named("ours");
  private final LinkedBlockingQueue<StreamObserver<SessionMessage>> sessions = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Caller> callers = new LinkedBlockingQueue<>();
  private final NodeIdentity manager = new NodeIdentity(cluster.manager("m1"));
  private final NodeIdentity node = new NodeIdentity(cluster.worker("n1"));
  private final Server server = start();
  private final ManagedChannel channel =
      NodeChannels.toManager(node, "127.0.0.1:" + server.getPort()).build();

  private Server start() {
    try {
      return RemoteApi.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), manager,
          Authorization.remote(() -> "ours", removed -> false)).addService(new DispatcherGrpc.DispatcherImplBase() {
            @Override
            public void session(SessionRequest request, StreamObserver<SessionMessage> answers) {
              callers.add(Caller.current());
              sessions.add(answers);
            }
          }).build().start();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private Iterator<SessionMessage> openSession() {
    return DispatcherGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
        .session(SessionRequest.getDefaultInstance());
  }

  private static SessionMessage message(String id) {
    return SessionMessage.newBuilder().setSessionId(id).build();
  }

  @Test
  void streamsGoOnAndNewConnectionsShowTheNewRole() throws Exception {
    Iterator<SessionMessage> session = openSession();
    StreamObserver<SessionMessage> answers = sessions.take();
    answers.onNext(message("before"));
    assertThat(session.next().getSessionId()).isEqualTo("before");
    assertThat(callers.take().roles()).isEqualTo(Set.of(Caller.WORKER));

    node.replace(cluster.manager("n1"));
    manager.replace(cluster.manager("m1"));
    answers.onNext(message("after"));
    assertThat(session.next().getSessionId()).isEqualTo("after");
    answers.onCompleted();

    channel.enterIdle();
    openSession();
    sessions.take().onCompleted();
    assertThat(callers.take().roles()).isEqualTo(Set.of(Caller.MANAGER));
  }

  @Test
  void listenersLearnOfTheNewCredentials() {
    LinkedBlockingQueue<NodeCredentials> told = new LinkedBlockingQueue<>();
    node.onChange(told::add);
    NodeCredentials renewed = cluster.worker("n1");
    node.replace(renewed);
    assertThat(told).containsExactly(renewed);
    assertThat(node.current()).isSameAs(renewed);
    X509Certificate leaf = renewed.chain().getFirst();
    assertThat(node.current().notAfter()).isEqualTo(leaf.getNotAfter().toInstant());
  }
}
