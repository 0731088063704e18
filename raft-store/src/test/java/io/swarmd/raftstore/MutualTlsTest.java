package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyServerBuilder;
import io.swarmd.api.v1.RaftFrame;
import io.swarmd.api.v1.RaftTransportGrpc;
import io.swarmd.identity.Role;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.identity.transport.RemoteApi;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.KeyRingService;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport on the node's real port: mutual TLS and the gate before every method. */
class MutualTlsTest {

  @TempDir Path root;
  private final CertificateAuthority authority = CertificateAuthority.create(Instant.now());
  private final Map<String, NodeIdentity> identities = new HashMap<>();

  private NodeCredentials credentials(String nodeId, Role role) {
    return NodeCredentials.issue(authority, new NodeSubject(nodeId, role, TestNode.CLUSTER),
        CertificateAuthority.DEFAULT_EXPIRY, Instant.now());
  }

  private NodeIdentity identity(String nodeId) {
    return identities.computeIfAbsent(nodeId, id -> new NodeIdentity(credentials(id, Role.MANAGER)));
  }

  private record TlsWire(NodeIdentity identity) implements Wire {

    @Override
    public NettyServerBuilder server(InetSocketAddress address) {
      return RemoteApi.builder(address, identity, Authorization.remote(() -> TestNode.CLUSTER, node -> false));
    }

    @Override
    public ManagedChannel channel(String address) {
      return NodeChannels.toManager(identity, address).build();
    }
  }

  @Test
  void managersReplicateAndGoOnWithRenewedCertificates() throws Exception {
    try (TestCluster cluster = new TestCluster(root)) {
      cluster.wires = node -> Optional.of(new TlsWire(identity(node)));
      cluster.start(3);
      cluster.put("a", "1");
      identities.forEach((node, identity) -> identity.replace(credentials(node, Role.MANAGER)));
      TestNode follower = cluster.followers().getFirst();
      follower.close();
      follower.start();
      cluster.put("b", "2");
      cluster.awaitEqual();
    }
  }

  @Test
  void workersAreKeptOutAndManagersGetTheKeyRing() throws Exception {
    try (TestCluster cluster = new TestCluster(root)) {
      cluster.wires = node -> Optional.of(new TlsWire(identity(node)));
      cluster.start(1);
      String address = cluster.leader().address();
      ManagedChannel worker =
          NodeChannels.toManager(new NodeIdentity(credentials("node7", Role.WORKER)), address).build();
      ManagedChannel manager = NodeChannels.toManager(identity("node8"), address).build();
      try {
        assertThatThrownBy(() -> RaftTransportGrpc.newBlockingStub(worker).withDeadlineAfter(10, TimeUnit.SECONDS)
            .requestVote(RaftFrame.getDefaultInstance())).hasMessageContaining("PERMISSION_DENIED");
        assertThatThrownBy(() -> KeyRingService.fetch(worker, Duration.ofSeconds(10)))
            .hasMessageContaining("PERMISSION_DENIED");
        KeyRing fetched = KeyRingService.fetch(manager, Duration.ofSeconds(10));
        assertThat(fetched.current().bytes()).isEqualTo(cluster.keys.current().bytes());
      } finally {
        worker.shutdownNow();
        manager.shutdownNow();
      }
    }
  }
}
