package io.swarmd.ca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.swarmd.api.Certificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.IssuanceStatus.State;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.ca.Requests;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.CertificateSubject;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.external.ExternalAuthorities;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.control.ControlLoopRunner;
import io.swarmd.store.simulated.StoreFixture;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningLoopTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final StoreFixture fixture = StoreFixture.leading(environment);
  private final Cluster cluster = Requests.cluster(environment.now());

  private void run() {
    ControlLoopRunner.start(environment, fixture.store(), new SigningLoop(ExternalAuthorities.unreachable()), environment.newLoop("signing"),
        fixture.term(), Metrics.NONE);
    environment.runFor(Duration.ofMillis(1));
  }

  private void settle(com.google.protobuf.Message... objects) {
    fixture.commit(objects);
    environment.runFor(Duration.ofMillis(1));
  }

  private static Node asking(String id, State state) {
    return asking(id, state, Requests.csr());
  }

  private static Node asking(String id, State state, ByteString csr) {
    Certificate.Builder certificate = Certificate.newBuilder().setCn(id).setRole(NodeRole.WORKER).setCsr(csr);
    certificate.getStatusBuilder().setState(state);
    return Node.newBuilder().setId(id).setRole(NodeRole.WORKER).setCertificate(certificate)
        .setSpec(NodeSpec.newBuilder().setMembership(NodeSpec.Membership.ACCEPTED)).build();
  }

  private Certificate certificate(String id) {
    return fixture.get(Table.NODE, id).getCertificate();
  }

  private X509Certificate leaf(String id) {
    return CertificateChain.parse(certificate(id).getCertificate().toByteArray()).getFirst();
  }

  @Test
  void aNewNodeGetsACertificateOfTheCluster() {
    fixture.commit(cluster);
    run();
    Node node = asking("n1", State.PENDING);
    settle(node);
    assertThat(certificate("n1").getStatus().getState()).isEqualTo(State.ISSUED);
    assertThat(certificate("n1").getCsr()).isEqualTo(node.getCertificate().getCsr());
    assertThat(CertificateSubject.of(leaf("n1")))
        .isEqualTo(new CertificateSubject("n1", Set.of("swarm-worker"), Requests.CLUSTER_ID));
    CertificateChain.verify(List.of(leaf("n1")), RootCertificates.parse(
        cluster.getRootCa().getCaCert().toByteArray(), environment.now()).certificates(), environment.now());
  }

  @Test
  void whatWasAskedBeforeTheLoopStartedIsAnswered() {
    fixture.commit(cluster, asking("n1", State.PENDING), asking("n2", State.RENEW));
    run();
    assertThat(certificate("n1").getStatus().getState()).isEqualTo(State.ISSUED);
    assertThat(certificate("n2").getStatus().getState()).isEqualTo(State.ISSUED);
  }

  @ParameterizedTest
  @EnumSource(value = State.class, names = {"UNKNOWN", "ISSUED", "FAILED", "ROTATE"})
  @Tag("identity-31")
  void nothingElseIsSigned(State state) {
    fixture.commit(cluster);
    run();
    settle(asking("n1", state));
    assertThat(certificate("n1").getStatus().getState()).isEqualTo(state);
    assertThat(certificate("n1").getCertificate().isEmpty()).isTrue();
  }

  @Test
  void aNewNodeThatIsNotAcceptedWaitsAndARenewalDoesNot() {
    fixture.commit(cluster);
    run();
    NodeSpec pending = NodeSpec.newBuilder().setMembership(NodeSpec.Membership.PENDING).build();
    settle(asking("new", State.PENDING).toBuilder().setSpec(pending).build(),
        asking("old", State.RENEW).toBuilder().setSpec(pending).build());
    assertThat(certificate("new").getStatus().getState()).isEqualTo(State.PENDING);
    assertThat(certificate("old").getStatus().getState()).isEqualTo(State.ISSUED);
    settle(fixture.get(Table.NODE, "new").toBuilder()
        .setSpec(NodeSpec.newBuilder().setMembership(NodeSpec.Membership.ACCEPTED)).build());
    assertThat(certificate("new").getStatus().getState()).isEqualTo(State.ISSUED);
  }

  @Test
  @Tag("identity-15")
  void garbageFailsWithTheReason() {
    fixture.commit(cluster);
    run();
    settle(asking("n1", State.PENDING, ByteString.copyFromUtf8("garbage")));
    assertThat(certificate("n1").getStatus().getState()).isEqualTo(State.FAILED);
    assertThat(certificate("n1").getStatus().getErr()).contains("CSR Decode failed");
    assertThat(certificate("n1").getCertificate().isEmpty()).isTrue();
  }

  @Test
  @Tag("identity-17")
  void aChangedExpiryCountsForTheNextCertificate() {
    fixture.commit(cluster);
    run();
    Cluster.Builder changed = fixture.get(Table.CLUSTER, cluster.getId()).toBuilder();
    changed.getSpecBuilder().getCaConfigBuilder().getNodeCertExpiryBuilder().setSeconds(7200);
    settle(changed.build());
    settle(asking("n1", State.PENDING));
    Instant end = leaf("n1").getNotAfter().toInstant();
    assertThat(Duration.between(environment.now(), end)).isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
  }

  @Test
  void withoutAKeyRequestsWaitUntilThereIsOne() {
    Cluster keyless = cluster.toBuilder().setRootCa(cluster.getRootCa().toBuilder().clearCaKey()).build();
    fixture.commit(keyless);
    run();
    settle(asking("n1", State.PENDING));
    environment.runFor(Duration.ofSeconds(25));
    assertThat(certificate("n1").getStatus().getState()).isEqualTo(State.PENDING);
    settle(cluster);
    assertThat(certificate("n1").getStatus().getState()).isEqualTo(State.ISSUED);
  }

  @Test
  void aSecondRequestWhileTheFirstIsSignedIsAnsweredToo() {
    fixture.commit(cluster);
    run();
    settle(asking("n1", State.PENDING));
    Node second = asking("n1", State.RENEW);
    fixture.commit(fixture.get(Table.NODE, "n1").toBuilder().setCertificate(second.getCertificate()).build());
    Node third = asking("n1", State.RENEW);
    settle(fixture.get(Table.NODE, "n1").toBuilder().setCertificate(third.getCertificate()).build());
    assertThat(certificate("n1").getStatus().getState()).isEqualTo(State.ISSUED);
    assertThat(certificate("n1").getCsr()).isEqualTo(third.getCertificate().getCsr());
  }

  @Test
  void aCrowdIsSignedWholeThoughInTurns() {
    fixture.commit(cluster);
    List<Node> crowd = new ArrayList<>();
    ByteString csr = Requests.csr();
    for (int number = 0; number < 200; number++) {
      crowd.add(asking("n" + number, State.PENDING, csr));
    }
    fixture.commit(crowd.toArray(Node[]::new));
    run();
    assertThat(fixture.view().all(Table.NODE))
        .allMatch(node -> node.getCertificate().getStatus().getState() == State.ISSUED);
  }
}
