package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.HealthGrpc;
import io.swarmd.api.LogBrokerGrpc;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.NodeCAGrpc;
import io.swarmd.api.RaftGrpc;
import io.swarmd.api.RaftMembershipGrpc;
import io.swarmd.api.ResourceAllocatorGrpc;
import io.swarmd.api.WatchGrpc;
import io.swarmd.api.v1.KeyRingGrpc;
import io.swarmd.api.v1.RaftTransportGrpc;
import io.swarmd.identity.Caller;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.Role;
import io.swarmd.identity.authorization.AccessRule;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.tls.NodeIdentity;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RemoteApiTest {

  private static final ServiceDescriptor[] ALL = {
    CAGrpc.getServiceDescriptor(), NodeCAGrpc.getServiceDescriptor(), ControlGrpc.getServiceDescriptor(),
    DispatcherGrpc.getServiceDescriptor(), HealthGrpc.getServiceDescriptor(), LogBrokerGrpc.getServiceDescriptor(),
    LogsGrpc.getServiceDescriptor(), RaftGrpc.getServiceDescriptor(), RaftMembershipGrpc.getServiceDescriptor(),
    ResourceAllocatorGrpc.getServiceDescriptor(), WatchGrpc.getServiceDescriptor(),
    KeyRingGrpc.getServiceDescriptor(), RaftTransportGrpc.getServiceDescriptor()
  };
  /** Sheet section 7: what is open to all, and what workers may call too. The rest is for managers. */
  private static final List<String> OPEN = List.of("CA/GetRootCACertificate", "NodeCA/IssueNodeCertificate",
      "NodeCA/NodeCertificateStatus");
  private static final List<String> WORKERS_TOO = List.of("Dispatcher/", "ResourceAllocator/",
      "LogBroker/ListenSubscriptions", "LogBroker/PublishLogs");

  private final Cluster cluster = Cluster.named("ours");
  private ApiFixture api;

  @BeforeEach
  void start() throws Exception {
    api = new ApiFixture(new NodeIdentity(cluster.manager("m1")), ALL);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Status callAs(NodeCredentials credentials, MethodDescriptor<?, ?> method) {
    ManagedChannel channel = NodeChannels.toManager(new NodeIdentity(credentials), api.address()).build();
    try {
      return ApiFixture.call(channel, method);
    } finally {
      channel.shutdownNow();
    }
  }

  private void walk(ManagedChannel channel, Role role, String refusal) {
    for (ServiceDescriptor service : ALL) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        String name = method.getFullMethodName().replace("docker.swarmkit.v1.", "");
        boolean workersToo = WORKERS_TOO.stream().anyMatch(name::startsWith);
        boolean admitted = OPEN.contains(name) || role == Role.MANAGER || (role == Role.WORKER && workersToo);
        Status status = ApiFixture.call(channel, method);
        assertThat(status.getCode()).as(name)
            .isEqualTo(admitted ? Status.Code.NOT_FOUND : Status.Code.PERMISSION_DENIED);
        if (!admitted) {
          assertThat(status.getDescription()).as(name).contains(refusal);
        }
      }
    }
    channel.shutdownNow();
  }

  @Test
  void managersMayCallEverything() {
    walk(NodeChannels.toManager(new NodeIdentity(cluster.manager("m2")), api.address()).build(), Role.MANAGER, "");
    assertThat(api.callers).allSatisfy(caller -> {
      assertThat(caller.nodeId()).isEqualTo("m2");
      assertThat(caller.remoteAddress()).startsWith("127.0.0.1:");
    });
    assertThat(api.callers.size()).isGreaterThan(60);
  }

  @Test
  @Tag("identity-23")
  void workersMayCallWhatIsTheirs() {
    walk(NodeChannels.toManager(new NodeIdentity(cluster.worker("w1")), api.address()).build(), Role.WORKER,
        "remote certificate not part of OUs: [swarm-manager]");
  }

  @Test
  @Tag("identity-21")
  void withoutCertificateOnlyJoiningIsOpen() {
    walk(NodeChannels.anonymous(cluster.authority().roots(), api.address()).build(), null,
        "no client certificates in request");
    assertThat(api.callers).hasSize(OPEN.size()).noneMatch(Caller::hasCertificate);
  }

  @Test
  @Tag("identity-22")
  void anotherOrganizationOfTheSameRootIsRefused() {
    Status status = callAs(cluster.node("x", Role.MANAGER, "theirs"), HealthGrpc.getCheckMethod());
    assertThat(status.getDescription()).isEqualTo("Permission denied: unauthorized peer role: rpc error: code = "
        + "PermissionDenied desc = Permission denied: remote certificate not part of organization: ours");
  }

  @Test
  void aCertificateOfAnotherAuthorityFailsTheHandshake() {
    NodeCredentials foreign = Cluster.named("ours").manager("x");
    NodeCredentials trustingOurs = mixed(foreign);
    assertThat(callAs(trustingOurs, CAGrpc.getGetRootCACertificateMethod()).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(api.callers).isEmpty();
  }

  /** A foreign certificate in the hands of a node that trusts our servers: the case an attacker would try. */
  private NodeCredentials mixed(NodeCredentials foreign) {
    byte[] bothRoots = (new String(foreign.roots().bundle()) + new String(cluster.authority().roots().bundle()))
        .getBytes();
    return foreign.withRoots(
        RootCertificates.parse(bothRoots, Cluster.NOW), Cluster.NOW);
  }

  @Test
  void aServerOfAnotherAuthorityIsNotTalkedTo() {
    Status status = callAs(Cluster.named("ours").manager("x"), CAGrpc.getGetRootCACertificateMethod());
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aWorkerIsNotTakenForAManager() throws Exception {
    try (ApiFixture impostor = new ApiFixture(new NodeIdentity(cluster.worker("w9")), ALL)) {
      ManagedChannel channel =
          NodeChannels.toManager(new NodeIdentity(cluster.worker("w1")), impostor.address()).build();
      assertThat(ApiFixture.call(channel, CAGrpc.getGetRootCACertificateMethod()).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
      channel.shutdownNow();
    }
  }

  @Test
  void aChannelToANodeTalksToNoOther() {
    NodeIdentity peer = new NodeIdentity(cluster.manager("m2"));
    ManagedChannel meant = NodeChannels.toNode(peer, "m1", api.address()).build();
    ManagedChannel other = NodeChannels.toNode(peer, "m3", api.address()).build();
    assertThat(ApiFixture.call(meant, HealthGrpc.getCheckMethod()).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(ApiFixture.call(other, HealthGrpc.getCheckMethod()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    meant.shutdownNow();
    other.shutdownNow();
  }

  @Test
  void aRemovedNodeIsRefusedAtOnceOnAStandingConnection() {
    ManagedChannel channel = NodeChannels.toManager(new NodeIdentity(cluster.worker("w1")), api.address()).build();
    assertThat(ApiFixture.call(channel, DispatcherGrpc.getHeartbeatMethod()).getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
    api.removed.add("w1");
    assertThat(ApiFixture.call(channel, DispatcherGrpc.getHeartbeatMethod()).getDescription())
        .endsWith("Permission denied: node w1 was removed from swarm");
    channel.shutdownNow();
  }

  @Test
  void aMethodThatDeclaresNothingIsClosedAndOneMadeByHandMayDeclare() throws Exception {
    MethodDescriptor<?, ?> silent = HealthGrpc.getCheckMethod().toBuilder()
        .setFullMethodName("own.Raft/Silent").setSchemaDescriptor(null).build();
    MethodDescriptor<?, ?> declared = HealthGrpc.getCheckMethod().toBuilder()
        .setFullMethodName("own.Raft/Declared").setSchemaDescriptor(AccessRule.roles(Caller.MANAGER)).build();
    ServiceDescriptor own = ServiceDescriptor.newBuilder("own.Raft").addMethod(silent).addMethod(declared).build();
    api.close();
    api = new ApiFixture(new NodeIdentity(cluster.manager("m1")), own);
    assertThat(callAs(cluster.manager("m2"), silent).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(callAs(cluster.manager("m2"), declared).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(callAs(cluster.worker("w2"), declared).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
  }
}
