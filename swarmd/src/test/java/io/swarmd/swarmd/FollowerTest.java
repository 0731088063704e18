package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that knows only a follower is heard by the leader. */
class FollowerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SessionRequest REQUEST = SessionRequest.newBuilder()
      .setDescription(NodeDescription.newBuilder().setHostname("told-by-the-worker")).build();

  @TempDir
  private Path base;

  @Test
  @Tag("dispatch-23")
  void theLeaderSeesTheWorkerBehindAFollowerAndNoSecondRedirect() throws Exception {
    try (LocalSwarm swarm = new LocalSwarm(base)) {
      swarm.start("m1");
      await().atMost(PATIENCE).ignoreExceptions().until(() -> !swarm.cluster("m1").getId().isEmpty());
      var tokens = swarm.cluster("m1").getRootCa().getJoinTokens();
      swarm.join("m2", "m1", tokens.getManager());
      NodeCredentials worker = credentialsOf(swarm, "w1", tokens.getWorker());
      ManagedChannel follower = NodeChannels.toManager(new NodeIdentity(worker), swarm.address("m2")).build();
      try {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> seenByTheLeader(swarm, worker, follower));
        refusedOnceRedirected(follower);
      } finally {
        follower.shutdownNow();
      }
    }
  }

  /** Those of a worker that has joined and is not running any more. */
  private NodeCredentials credentialsOf(LocalSwarm swarm, String name, String token) throws Exception {
    swarm.join(name, "m1", token);
    swarm.stop(name);
    CertificateFiles files = new CertificateFiles(base.resolve(name).resolve("certificates"));
    RootCertificates roots = files.readRoots(Instant.now()).orElseThrow();
    return files.readNode(roots, Instant.now());
  }

  private static void seenByTheLeader(LocalSwarm swarm, NodeCredentials worker, ManagedChannel follower) {
    Iterator<SessionMessage> session = DispatcherGrpc.newBlockingStub(follower)
        .withDeadlineAfter(5, TimeUnit.SECONDS).session(REQUEST);
    SessionMessage first = session.next();
    assertThat(first.getNode().getId()).isEqualTo(worker.nodeId());
    assertThat(first.getSessionId()).isNotEmpty();
    NodeStatus seen = swarm.control("m1").listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getDescription().getHostname().equals("told-by-the-worker"))
        .findFirst().orElseThrow().getStatus();
    assertThat(seen.getState()).isEqualTo(NodeStatus.State.READY);
    assertThat(seen.getAddr()).isEqualTo("127.0.0.1");
  }

  private static void refusedOnceRedirected(ManagedChannel follower) {
    Metadata redirected = new Metadata();
    redirected.put(Metadata.Key.of("redirect", Metadata.ASCII_STRING_MARSHALLER), "10.0.0.1:1");
    DispatcherGrpc.DispatcherBlockingStub stub = DispatcherGrpc.newBlockingStub(follower)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(redirected))
        .withDeadlineAfter(20, TimeUnit.SECONDS);
    assertThatThrownBy(() -> stub.session(REQUEST).next())
        .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
          assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
          assertThat(refused.getStatus().getDescription())
              .isEqualTo("more than one redirect to leader from: [10.0.0.1:1]");
        });
  }
}
