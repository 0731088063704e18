package io.swarmd.ca.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.GetUnlockKeyRequest;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeCAGrpc;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.ca.Requests;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.join.Renewer;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Table;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both halves of joining, over real TLS. */
class JoinTest {

  private LeadingAuthority authority;
  private EventLoop loop;
  @TempDir private Path directory;

  @BeforeEach
  void start() throws Exception {
    authority = new LeadingAuthority();
    loop = authority.environment.newLoop("join");
  }

  @AfterEach
  void stop() {
    loop.close();
    authority.close();
  }

  private NodeCredentials join(String token) throws Exception {
    return authority.client(loop, directory).join(Optional.empty(), token, NodeSpec.Availability.PAUSE)
        .get(30, TimeUnit.SECONDS);
  }

  private Node node(String id) {
    return authority.store.view().get(Table.NODE, id).orElseThrow();
  }

  @Test
  @Tag("identity-12")
  void aWorkerJoinsAndRenews() throws Exception {
    NodeCredentials worker = join(authority.cluster.getRootCa().getJoinTokens().getWorker());
    assertThat(worker.role()).isEqualTo(Role.WORKER);
    assertThat(worker.organization()).isEqualTo("c1");
    assertThat(node(worker.nodeId()).getSpec().getAvailability()).isEqualTo(NodeSpec.Availability.PAUSE);

    NodeIdentity identity = new NodeIdentity(worker);
    CompletableFuture<NodeCredentials> renewed = new CompletableFuture<>();
    identity.onChange(renewed::complete);
    try (Renewer renewer = new Renewer(authority.environment, loop, identity, new CertificateFiles(directory),
        authority.managers(), Optional::empty)) {
      renewer.renewNow(Optional.empty());
      assertThat(renewed.get(30, TimeUnit.SECONDS).nodeId()).isEqualTo(worker.nodeId());
    }
    assertThat(authority.store.view().all(Table.NODE)).hasSize(1);
  }

  @Test
  @Tag("identity-13")
  void aManagerJoinsAndMayAskForTheUnlockKey() throws Exception {
    NodeCredentials manager = join(authority.cluster.getRootCa().getJoinTokens().getManager());
    assertThat(manager.role()).isEqualTo(Role.MANAGER);
    assertThat(node(manager.nodeId()).getRole()).isEqualTo(NodeRole.MANAGER);
    ManagedChannel channel = NodeChannels.toManager(
        new NodeIdentity(manager), authority.managers().all().getFirst().address()).build();
    assertThat(CAGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
        .getUnlockKey(GetUnlockKeyRequest.getDefaultInstance()).getUnlockKey().isEmpty()).isTrue();
    channel.shutdownNow();
  }

  /** It is taken for a newcomer, and newcomers need a token. */
  @Test
  void aRemovedNodeCannotRenew() throws Exception {
    NodeCredentials worker = join(authority.cluster.getRootCa().getJoinTokens().getWorker());
    authority.removed.add(worker.nodeId());
    ManagedChannel channel = NodeChannels.toAuthority(
        new NodeIdentity(worker), authority.managers().all().getFirst().address()).build();
    NodeCAGrpc.NodeCABlockingStub stub =
        NodeCAGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    IssueNodeCertificateRequest request = IssueNodeCertificateRequest.newBuilder().setCsr(Requests.csr()).build();
    assertThatThrownBy(() -> stub.issueNodeCertificate(request)).isInstanceOf(StatusRuntimeException.class)
        .hasMessage("INVALID_ARGUMENT: A valid join token is necessary to join this cluster");
    channel.shutdownNow();
  }
}
