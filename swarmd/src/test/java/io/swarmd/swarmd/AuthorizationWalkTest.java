package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.swarmd.api.Cluster;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.NodeCAGrpc;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everybody calls everything: each method a manager binds, whatever services it has by then, is called by callers of
 * every kind, and admitted or refused as the table says (identity sheet, section 7). A service without a row fails.
 */
class AuthorizationWalkTest {

  /** Who may call; each includes those before. */
  private enum Access { MANAGERS, WORKERS_TOO, ANYBODY }

  private static final Map<String, Access> TABLE = Map.ofEntries(
      Map.entry("docker.swarmkit.v1.CA/GetRootCACertificate", Access.ANYBODY),
      Map.entry("docker.swarmkit.v1.CA/GetUnlockKey", Access.MANAGERS),
      Map.entry("docker.swarmkit.v1.NodeCA/IssueNodeCertificate", Access.ANYBODY),
      Map.entry("docker.swarmkit.v1.NodeCA/NodeCertificateStatus", Access.ANYBODY),
      Map.entry("docker.swarmkit.v1.Dispatcher", Access.WORKERS_TOO),
      Map.entry("docker.swarmkit.v1.LogBroker", Access.WORKERS_TOO),
      Map.entry("docker.swarmkit.v1.Logs", Access.MANAGERS),
      Map.entry("docker.swarmkit.v1.ResourceAllocator", Access.WORKERS_TOO),
      Map.entry("docker.swarmkit.v1.Control", Access.MANAGERS),
      Map.entry("docker.swarmkit.v1.Watch", Access.MANAGERS),
      Map.entry("docker.swarmkit.v1.Raft", Access.MANAGERS),
      Map.entry("docker.swarmkit.v1.RaftMembership", Access.MANAGERS),
      Map.entry("docker.swarmkit.v1.Health", Access.MANAGERS),
      Map.entry("swarmd.v1.RaftTransport", Access.MANAGERS),
      Map.entry("swarmd.v1.KeyRing", Access.MANAGERS),
      Map.entry("swarmd.v1.Backup", Access.MANAGERS),
      Map.entry("swarmd.v1.Farewell", Access.WORKERS_TOO),
      Map.entry("swarmd.v1.Waiting", Access.MANAGERS),
      Map.entry("swarmd.v1.Capacity", Access.MANAGERS),
      Map.entry("swarmd.v1.Replica", Access.MANAGERS));

  /** Asked by other nodes only. */
  private static final List<String> NOT_ON_THE_SOCKET = List.of("docker.swarmkit.v1.Raft",
      "docker.swarmkit.v1.RaftMembership", "swarmd.v1.RaftTransport", "swarmd.v1.KeyRing",
      "swarmd.v1.Farewell");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /** Streams that are let in stay open; a refusal comes in a fraction of this. */
  private static final Duration LET_IN = Duration.ofSeconds(2);

  @TempDir
  private static Path base;
  private static LoneManager lone;
  private final List<ManagedChannel> channels = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    lone = new LoneManager(base);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !cluster().getId().isEmpty());
  }

  @AfterAll
  static void stop() {
    lone.close();
  }

  @AfterEach
  void hangUp() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private static Cluster cluster() {
    return ControlGrpc.newBlockingStub(lone.control).listClusters(ListClustersRequest.getDefaultInstance())
        .getClusters(0);
  }

  private static Access access(MethodDescriptor<?, ?> method) {
    return Optional.ofNullable(TABLE.get(method.getFullMethodName()))
        .or(() -> Optional.ofNullable(TABLE.get(method.getServiceName())))
        .orElseThrow(() -> new AssertionError("who may call " + method.getFullMethodName() + "? Give it a row"));
  }

  private static List<MethodDescriptor<?, ?>> methods(List<ServerServiceDefinition> services) {
    return services.stream().flatMap(service -> service.getServiceDescriptor().getMethods().stream())
        .<MethodDescriptor<?, ?>>map(method -> method).toList();
  }

  private ManagedChannel kept(ManagedChannel channel) {
    channels.add(channel);
    return channel;
  }

  private ManagedChannel as(NodeCredentials caller) {
    return kept(NodeChannels.toManager(new NodeIdentity(caller), lone.address()).build());
  }

  private static NodeCredentials ours(String nodeId, Role role) {
    return lone.certified(nodeId, role, LoneManager.CLUSTER_ID);
  }

  /** How a call with an empty message ends. */
  private static CompletableFuture<Status> end(
      ManagedChannel through, MethodDescriptor<?, ?> method, Metadata headers, Duration deadline) {
    return RawCall.end(through, method, headers, new byte[0], deadline);
  }

  /**
   * Calls all methods of the remote port at once.
   *
   * @param most the narrowest access that still lets the caller in
   * @param refusal a part of what the others are answered
   */
  private static void walk(ManagedChannel through, Metadata headers, Access most, String refusal) {
    Map<MethodDescriptor<?, ?>, CompletableFuture<Status>> ends = new HashMap<>();
    for (MethodDescriptor<?, ?> method : methods(lone.manager.remoteServices())) {
      Duration deadline = isLetIn(method, most) ? LET_IN : PATIENCE;
      ends.put(method, end(through, method, headers, deadline));
    }
    ends.forEach((method, end) -> {
      Status status = end.join();
      boolean refused = status.getCode() == Status.Code.PERMISSION_DENIED;
      assertThat(refused).as(method.getFullMethodName() + ": " + status).isEqualTo(!isLetIn(method, most));
      if (refused) {
        assertThat(status.getDescription()).as(method.getFullMethodName()).contains(refusal);
      }
    });
    assertThat(cluster().getId()).as("the manager goes on").isEqualTo(LoneManager.CLUSTER_ID);
  }

  private static boolean isLetIn(MethodDescriptor<?, ?> method, Access most) {
    return access(method).compareTo(most) >= 0;
  }

  @Test
  void everyRowIsOfAMethodThatIsBound() {
    List<String> names = methods(lone.manager.remoteServices()).stream()
        .flatMap(method -> List.of(method.getFullMethodName(), method.getServiceName()).stream()).toList();
    assertThat(names).containsAll(TABLE.keySet());
    assertThat(methods(lone.manager.remoteServices())).hasSizeGreaterThan(75);
  }

  @Test
  @Tag("identity-21")
  void whoShowsNoCertificateMayOnlyJoin() {
    walk(kept(NodeChannels.anonymous(lone.authority.roots(), lone.address()).build()), new Metadata(), Access.ANYBODY,
        "unauthorized peer role: rpc error: code = PermissionDenied desc = no client certificates in request");
  }

  @Test
  @Tag("dispatch-4")
  void everyMethodOfTheDispatcherSaysThatTheCertificateIsMissing() {
    ManagedChannel nobody = kept(NodeChannels.anonymous(lone.authority.roots(), lone.address()).build());
    List<MethodDescriptor<?, ?>> dispatcher = List.copyOf(DispatcherGrpc.getServiceDescriptor().getMethods());
    assertThat(dispatcher).hasSizeGreaterThan(4).allSatisfy(method -> {
      Status status = end(nobody, method, new Metadata(), PATIENCE).join();
      assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(status.getDescription()).isEqualTo("Permission denied: unauthorized peer role: "
          + "rpc error: code = PermissionDenied desc = no client certificates in request");
    });
  }

  @Test
  @Tag("identity-23")
  void workersMayDoWhatAgentsDo() {
    walk(as(ours("w1", Role.WORKER)), new Metadata(), Access.WORKERS_TOO,
        "remote certificate not part of OUs: [swarm-manager]");
  }

  @Test
  void managersMayDoEverything() {
    walk(as(ours("m2", Role.MANAGER)), new Metadata(), Access.MANAGERS, "");
  }

  @Test
  @Tag("identity-22")
  void nodesOfAnotherClusterOfOurRootMayOnlyJoin() {
    String refusal = "remote certificate not part of organization: " + LoneManager.CLUSTER_ID;
    walk(as(lone.certified("m2", Role.MANAGER, "theirs")), new Metadata(), Access.ANYBODY, refusal);
  }

  /** Their certificate in the hands of somebody who trusts us: what an attacker would try. */
  @Test
  void nodesOfAnotherRootReachNothingAtAll() {
    CertificateAuthority theirs = CertificateAuthority.create(Instant.now());
    NodeCredentials node = NodeCredentials.issue(theirs, new NodeSubject("m2", Role.MANAGER, LoneManager.CLUSTER_ID),
        CertificateAuthority.DEFAULT_EXPIRY, Instant.now());
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(theirs.roots().bundle());
    both.writeBytes(lone.authority.roots().bundle());
    ManagedChannel channel = as(node.withRoots(RootCertificates.parse(both.toByteArray(), Instant.now()),
        Instant.now()));
    methods(lone.manager.remoteServices()).stream()
        .collect(HashMap<String, CompletableFuture<Status>>::new, (ends, method) ->
            ends.put(method.getFullMethodName(), end(channel, method, new Metadata(), PATIENCE)), Map::putAll)
        .forEach((name, end) -> assertThat(end.join().getCode()).as(name).isEqualTo(Status.Code.UNAVAILABLE));
  }

  @Test
  @Tag("identity-27")
  void removedNodesMayOnlyJoinAgain() {
    var tokens = cluster().getRootCa().getJoinTokens();
    for (Role role : Role.values()) {
      String nodeId = removed(role == Role.MANAGER ? tokens.getManager() : tokens.getWorker());
      // A removed worker is told first what no worker may do.
      String refusal = role == Role.MANAGER ? "node " + nodeId + " was removed from swarm" : "";
      walk(as(ours(nodeId, role)), new Metadata(), Access.ANYBODY, refusal);
      walk(as(ours("m2", Role.MANAGER)), forwarding(nodeId, role), Access.ANYBODY, refusal);
    }
  }

  /** The id of a node that joined and was removed. */
  private String removed(String token) {
    ManagedChannel anybody = kept(NodeChannels.anonymous(lone.authority.roots(), lone.address()).build());
    String nodeId = NodeCAGrpc.newBlockingStub(anybody)
        .issueNodeCertificate(IssueNodeCertificateRequest.newBuilder().setToken(token)
            .setCsr(ByteString.copyFrom(CertificateRequest.create(PrivateKeys.generate()))).build()).getNodeId();
    ControlGrpc.newBlockingStub(lone.control)
        .removeNode(RemoveNodeRequest.newBuilder().setNodeId(nodeId).setForce(true).build());
    return nodeId;
  }

  private static Metadata forwarding(String nodeId, Role role) {
    Metadata headers = blank();
    headers.put(key("forwarded_cert_cn"), nodeId);
    headers.put(key("forwarded_cert_org"), LoneManager.CLUSTER_ID);
    headers.put(key("forwarded_cert_ou"), role.unit());
    return headers;
  }

  private static Metadata blank() {
    Metadata headers = new Metadata();
    headers.put(key("forwarded_cert"), "true");
    headers.put(key("remote_addr"), "192.0.2.1:1");
    return headers;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Test
  @Tag("identity-24")
  void whomAManagerForwardsIsTakenForWhoItIs() {
    walk(as(ours("m2", Role.MANAGER)), forwarding("w1", Role.WORKER), Access.WORKERS_TOO,
        "unauthorized forwarded role, expecting: [swarm-manager]");
  }

  @Test
  @Tag("identity-25")
  void whomAManagerForwardsWithoutANameMayOnlyJoin() {
    walk(as(ours("m2", Role.MANAGER)), blank(), Access.ANYBODY, "missing information in forwarded request");
  }

  @Test
  void aWorkerCannotSayItForwardsForAManager() {
    walk(as(ours("w1", Role.WORKER)), forwarding("m1", Role.MANAGER), Access.ANYBODY, "unauthorized forwarder role");
  }

  @Test
  void theSocketLetsEveryCallInAndServesWhatAnOperatorNeeds() {
    List<MethodDescriptor<?, ?>> local = methods(lone.manager.socketServices());
    assertThat(local).noneMatch(method -> NOT_ON_THE_SOCKET.contains(method.getServiceName()));
    assertThat(local.stream().map(MethodDescriptor::getServiceName)).contains("docker.swarmkit.v1.Control");
    Map<String, CompletableFuture<Status>> ends = new HashMap<>();
    local.forEach(method ->
        ends.put(method.getFullMethodName(), end(lone.control, method, new Metadata(), LET_IN)));
    ends.forEach((name, end) -> assertThat(end.join().getCode()).as(name)
        .isNotIn(Status.Code.PERMISSION_DENIED, Status.Code.UNAVAILABLE));
  }
}
