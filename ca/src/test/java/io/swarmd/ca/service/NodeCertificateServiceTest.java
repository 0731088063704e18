package io.swarmd.ca.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.swarmd.api.Certificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.IssuanceStatus.State;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.IssueNodeCertificateResponse;
import io.swarmd.api.Node;
import io.swarmd.api.NodeCertificateStatusRequest;
import io.swarmd.api.NodeCertificateStatusResponse;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.ca.Requests;
import io.swarmd.identity.Caller;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.simulated.StoreFixture;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NodeCertificateServiceTest {

  private static final ByteString CSR = Requests.csr();
  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final StoreFixture fixture = StoreFixture.leading(environment);
  private final Cluster cluster = Requests.cluster(environment.now());
  private final NodeCertificateService service = new NodeCertificateService(fixture.store(), environment);

  private RecordedCall<IssueNodeCertificateResponse> issue(Caller caller, IssueNodeCertificateRequest request) {
    RecordedCall<IssueNodeCertificateResponse> call = new RecordedCall<>();
    Context.current().withValue(Caller.KEY, caller).run(() -> service.issueNodeCertificate(request, call));
    environment.runDue();
    return call;
  }

  private RecordedCall<IssueNodeCertificateResponse> join(String token) {
    return issue(new Caller("", Set.of(), "", "10.0.0.9:1", Optional.empty()), IssueNodeCertificateRequest.newBuilder()
        .setCsr(CSR).setToken(token).setAvailability(NodeSpec.Availability.DRAIN).setRole(NodeRole.MANAGER).build());
  }

  private RecordedCall<IssueNodeCertificateResponse> renew(String nodeId, String address) {
    return issue(new Caller(nodeId, Set.of(Caller.WORKER), Requests.CLUSTER_ID, address, Optional.empty()),
        IssueNodeCertificateRequest.newBuilder().setCsr(CSR).setToken("ignored").build());
  }

  private RecordedCall<NodeCertificateStatusResponse> status(String nodeId) {
    RecordedCall<NodeCertificateStatusResponse> call = new RecordedCall<>();
    service.nodeCertificateStatus(NodeCertificateStatusRequest.newBuilder().setNodeId(nodeId).build(), call);
    environment.runDue();
    return call;
  }

  private Node withState(Node node, State state) {
    return node.toBuilder().setCertificate(node.getCertificate().toBuilder()
        .setStatus(IssuanceStatus.newBuilder().setState(state))).build();
  }

  @Test
  void theTokenDecidesTheRole() {
    fixture.commit(cluster.toBuilder().setVXLANUDPPort(4799).build());
    var response = join(cluster.getRootCa().getJoinTokens().getWorker()).answer();
    Node node = fixture.get(Table.NODE, response.getNodeId());
    assertThat(response.getNodeMembership()).isEqualTo(NodeSpec.Membership.ACCEPTED);
    assertThat(node.getId()).matches("[0-9a-z]{25}");
    assertThat(node.getRole()).isEqualTo(NodeRole.WORKER).isEqualTo(node.getSpec().getDesiredRole());
    assertThat(node.getSpec().getMembership()).isEqualTo(NodeSpec.Membership.ACCEPTED);
    assertThat(node.getSpec().getAvailability()).isEqualTo(NodeSpec.Availability.DRAIN);
    assertThat(node.getVXLANUDPPort()).isEqualTo(4799);
    assertThat(node.getCertificate()).isEqualTo(Certificate.newBuilder().setCn(node.getId()).setCsr(CSR)
        .setRole(NodeRole.WORKER).setStatus(IssuanceStatus.newBuilder().setState(State.PENDING)).build());
    assertThat(node.hasDescription()).isFalse();

    String manager = join(cluster.getRootCa().getJoinTokens().getManager()).answer().getNodeId();
    assertThat(fixture.get(Table.NODE, manager).getRole()).isEqualTo(NodeRole.MANAGER);
  }

  @Test
  @Tag("identity-8")
  @Tag("identity-9")
  void aWrongOrReplacedTokenLetsNobodyIn() {
    fixture.commit(cluster);
    String refusal = "INVALID_ARGUMENT: A valid join token is necessary to join this cluster";
    assertThat(join("").refusal()).isEqualTo(refusal);
    assertThat(join(Requests.cluster(environment.now()).getRootCa().getJoinTokens().getWorker()).refusal())
        .isEqualTo(refusal);
    Cluster.Builder rotated = fixture.get(Table.CLUSTER, cluster.getId()).toBuilder();
    rotated.getRootCaBuilder().getJoinTokensBuilder().setWorker("SWMTKN-1-new");
    fixture.commit(rotated.build());
    assertThat(join(cluster.getRootCa().getJoinTokens().getWorker()).refusal()).isEqualTo(refusal);
    assertThat(join(cluster.getRootCa().getJoinTokens().getManager()).answer().getNodeId()).isNotEmpty();
    assertThat(fixture.view().all(Table.NODE)).hasSize(1);
  }

  @Test
  void emptyTokensInTheClusterOpenNoDoor() {
    Cluster.Builder blank = cluster.toBuilder();
    blank.getRootCaBuilder().clearJoinTokens();
    fixture.commit(blank.build());
    assertThat(join("").refusal()).startsWith("INVALID_ARGUMENT");
  }

  @Test
  @Tag("identity-32")
  void beforeThereIsAClusterAndWithoutLeadershipItIsAborted() {
    assertThat(join("x").refusal()).isEqualTo("ABORTED: CA signer is still starting");
    fixture.group().depose();
    environment.runDue();
    assertThat(join("x").refusal()).isEqualTo("ABORTED: CA signer is stopped");
  }

  @Test
  void aRequestMustHaveACsr() {
    fixture.commit(cluster);
    assertThat(issue(Caller.current(), IssueNodeCertificateRequest.getDefaultInstance()).refusal())
        .isEqualTo("INVALID_ARGUMENT: InvalidArgument");
  }

  @Test
  void aCallerWithACertificateRenewsItWithTheRoleItHas() {
    Node node = Node.newBuilder().setId("n1").setRole(NodeRole.WORKER)
        .setSpec(NodeSpec.newBuilder().setDesiredRole(NodeRole.MANAGER).setMembership(NodeSpec.Membership.ACCEPTED))
        .setCertificate(Certificate.newBuilder().setCertificate(ByteString.copyFromUtf8("old"))).build();
    fixture.commit(cluster, node);
    assertThat(renew("n1", "10.0.0.9:1").answer().getNodeMembership()).isEqualTo(NodeSpec.Membership.ACCEPTED);
    assertThat(fixture.get(Table.NODE, "n1").getCertificate()).isEqualTo(Certificate.newBuilder().setCn("n1")
        .setCsr(CSR).setRole(NodeRole.WORKER).setStatus(IssuanceStatus.newBuilder().setState(State.RENEW)).build());
    assertThat(renew("n1", "").answer().getNodeId()).isEqualTo("n1");
  }

  @Test
  @Tag("identity-28")
  void aDeletedNodeCannotRenew() {
    fixture.commit(cluster);
    assertThat(renew("gone", "10.0.0.9:1").refusal())
        .isEqualTo("NOT_FOUND: node gone not found when attempting to renew certificate");
  }

  @Test
  @Tag("identity-29")
  void statusOfNobodyIsRefused() {
    fixture.commit(cluster);
    assertThat(status("").refusal()).isEqualTo("INVALID_ARGUMENT: InvalidArgument");
    assertThat(status("nobody").refusal()).isEqualTo("NOT_FOUND: NotFound");
  }

  @Test
  @Tag("identity-30")
  void aPollReturnsWhenTheCertificateIsThere() {
    fixture.commit(cluster);
    String id = join(cluster.getRootCa().getJoinTokens().getWorker()).answer().getNodeId();
    var first = status(id);
    var second = status(id);
    fixture.commit(fixture.get(Table.NODE, id).toBuilder().setVXLANUDPPort(1).build());
    assertThat(first.isOpen()).isTrue();
    fixture.commit(withState(fixture.get(Table.NODE, id), State.ISSUED));
    assertThat(first.answer().getStatus().getState()).isEqualTo(State.ISSUED);
    assertThat(first.answer().getCertificate().getCsr()).isEqualTo(CSR);
    assertThat(second.answer().getStatus().getState()).isEqualTo(State.ISSUED);
  }

  @Test
  @Tag("identity-31")
  void finalStatesReturnAtOnce() {
    for (State state : Set.of(State.ISSUED, State.FAILED, State.ROTATE)) {
      fixture.commit(withState(Node.newBuilder().setId("n1").build(), state));
      assertThat(status("n1").answer().getStatus().getState()).isEqualTo(state);
    }
  }

  @Test
  void whoHangsUpIsForgottenAndLostLeadershipEndsTheRest() {
    fixture.commit(withState(Node.newBuilder().setId("n1").build(), State.PENDING));
    var gone = status("n1");
    var patient = status("n1");
    gone.cancel();
    environment.runDue();
    fixture.group().depose();
    environment.runDue();
    assertThat(patient.refusal()).isEqualTo("ABORTED: CA signer is stopped");
    assertThat(gone.isOpen()).isTrue();
  }

  @Test
  void aNodeThatIsDeletedMeanwhileIsNotFound() {
    fixture.commit(withState(Node.newBuilder().setId("n1").build(), State.PENDING));
    var call = status("n1");
    fixture.delete(Table.NODE, "n1");
    assertThat(call.refusal()).isEqualTo("NOT_FOUND: NotFound");
  }

  @Test
  void closingEndsThoseWhoWait() {
    fixture.commit(withState(Node.newBuilder().setId("n1").build(), State.PENDING));
    var call = status("n1");
    service.close();
    environment.runDue();
    assertThat(call.refusal()).isEqualTo("ABORTED: CA signer is stopped");
  }
}
