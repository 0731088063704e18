package io.swarmd.ca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.swarmd.api.Certificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.IssuanceStatus.State;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.ca.Requests;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.control.ControlLoopRunner;
import io.swarmd.store.simulated.StoreFixture;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Certificates that external authorities sign (identity sheet, sections 6 and 10). */
class ExternalSigningTest {

  private static final String URL = "https://ca.example/sign";
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final StoreFixture fixture = StoreFixture.leading(environment);
  private final ScriptedAuthorities authorities = new ScriptedAuthorities();
  private final CertificateAuthority root = CertificateAuthority.create(environment.now());
  private final CertificateAuthority next = CertificateAuthority.create(environment.now());

  private void run() {
    ControlLoopRunner.start(environment, fixture.store(), new SigningLoop(authorities), environment.newLoop("signing"),
        fixture.term(), Metrics.NONE);
    pass(MOMENT);
  }

  private void pass(Duration span) {
    environment.runFor(span);
  }

  private void settle(Message... objects) {
    fixture.commit(objects);
    pass(MOMENT);
  }

  private Cluster.Builder cluster() {
    Cluster.Builder cluster = Requests.cluster(root).toBuilder();
    cluster.getSpecBuilder().getCaConfigBuilder().addExternalCasBuilder().setUrl(URL);
    return cluster;
  }

  private void lead() {
    fixture.commit(cluster().build());
    run();
  }

  private static Node asking(String id) {
    Certificate.Builder certificate =
        Certificate.newBuilder().setCn(id).setRole(NodeRole.WORKER).setCsr(Requests.csr());
    certificate.getStatusBuilder().setState(State.PENDING);
    return Node.newBuilder().setId(id).setRole(NodeRole.WORKER).setCertificate(certificate)
        .setSpec(NodeSpec.newBuilder().setMembership(NodeSpec.Membership.ACCEPTED)).build();
  }

  private Node[] crowd(int size) {
    return IntStream.range(0, size).mapToObj(number -> asking("n" + number)).toArray(Node[]::new);
  }

  private Certificate certificate(String id) {
    return fixture.get(Table.NODE, id).getCertificate();
  }

  private State state(String id) {
    return certificate(id).getStatus().getState();
  }

  private void sign(ScriptedAuthorities.Call call) {
    call.sign(root, environment.now());
    pass(MOMENT);
  }

  private ScriptedAuthorities.Call only() {
    List<ScriptedAuthorities.Call> calls = authorities.take();
    assertThat(calls).hasSize(1);
    return calls.getFirst();
  }

  @Test
  void whereOneIsListedTheClustersOwnKeyIsNotUsed() {
    lead();
    settle(asking("n1"));
    ScriptedAuthorities.Call call = only();
    assertThat(call.urls()).containsExactly(URL);
    assertThat(call.trusted()).isEqualTo(root.roots());
    assertThat(state("n1")).isEqualTo(State.PENDING);
    sign(call);
    assertThat(state("n1")).isEqualTo(State.ISSUED);
    CertificateChain.verify(CertificateChain.parse(certificate("n1").getCertificate().toByteArray()),
        root.roots().certificates(), environment.now());
    assertThat(authorities.calls()).isEqualTo(1);
  }

  @Test
  void onesOfOtherRootsAreNotAsked() {
    Cluster.Builder cluster = cluster();
    cluster.getSpecBuilder().getCaConfigBuilder().getExternalCasBuilder(0)
        .setCaCert(ByteString.copyFrom(next.roots().bundle()));
    fixture.commit(cluster.build());
    run();
    settle(asking("n1"));
    assertThat(state("n1")).isEqualTo(State.ISSUED);
    assertThat(authorities.calls()).isZero();
  }

  @Test
  @Tag("identity-47")
  void anAuthorityThatFailsIsAskedAgainAfterTenSeconds() {
    lead();
    settle(asking("n1"));
    only().fail("unexpected status code in CSR response: 500 - out of order");
    pass(MOMENT);
    assertThat(state("n1")).isEqualTo(State.PENDING);
    pass(Duration.ofMillis(9_900));
    assertThat(authorities.take()).isEmpty();
    pass(Duration.ofMillis(200));
    sign(only());
    assertThat(state("n1")).isEqualTo(State.ISSUED);
  }

  @Test
  @Tag("identity-47")
  void anAuthorityThatRefusesEndsTheMatter() {
    lead();
    settle(asking("n1"));
    only().refuse("response errors: [{5200 Invalid or unknown policy}]");
    pass(Duration.ofSeconds(30));
    assertThat(state("n1")).isEqualTo(State.FAILED);
    assertThat(certificate("n1").getStatus().getErr()).isEqualTo("response errors: [{5200 Invalid or unknown policy}]");
    assertThat(authorities.take()).isEmpty();
  }

  @Test
  void afterAFailureOneIsAskedForOnlyUntilItIsSigned() {
    lead();
    settle(crowd(10));
    List<ScriptedAuthorities.Call> first = authorities.take();
    assertThat(first).hasSize(4);
    for (ScriptedAuthorities.Call call : first) {
      call.fail("connection refused");
      pass(MOMENT);
    }
    settle(asking("late"));
    assertThat(authorities.take()).as("nobody is asked for while it fails").isEmpty();
    for (int round = 0; round < 2; round++) {
      pass(Duration.ofSeconds(10));
      only().fail("connection refused");
    }
    pass(Duration.ofSeconds(11));
    ScriptedAuthorities.Call probe = only();
    assertThat(first).as("who failed stands at the end").noneMatch(call -> call.node().equals(probe.node()));
    sign(probe);
    for (List<ScriptedAuthorities.Call> more = authorities.take(); !more.isEmpty(); more = authorities.take()) {
      assertThat(more.size()).isLessThanOrEqualTo(4);
      more.forEach(this::sign);
    }
    assertThat(fixture.view().all(Table.NODE)).hasSize(11)
        .allMatch(node -> node.getCertificate().getStatus().getState() == State.ISSUED);
  }

  @Test
  void whatIsNotAsOrderedIsNotStored() {
    lead();
    settle(asking("n1"));
    only().sign(next, environment.now());
    pass(MOMENT);
    assertThat(state("n1")).isEqualTo(State.FAILED);
    assertThat(certificate("n1").getStatus().getErr()).isEqualTo("the certificate from the external CA cannot be used: "
        + "certificate (0 - n1) is signed by unknown authority");
    assertThat(certificate("n1").getCertificate()).isEmpty();
  }

  @Test
  void garbageIsNotPassedOn() {
    lead();
    Node.Builder node = asking("n1").toBuilder();
    node.getCertificateBuilder().setCsr(ByteString.copyFromUtf8("garbage"));
    settle(node.build());
    assertThat(state("n1")).isEqualTo(State.FAILED);
    assertThat(certificate("n1").getStatus().getErr()).contains("CSR Decode failed");
    assertThat(authorities.calls()).isZero();
  }

  @Test
  void anAnswerToAnOlderRequestIsNotGivenToANewerOne() {
    lead();
    settle(asking("n1"));
    ScriptedAuthorities.Call old = only();
    Node renewed = asking("n1");
    settle(fixture.get(Table.NODE, "n1").toBuilder().setCertificate(renewed.getCertificate()).build());
    sign(old);
    assertThat(state("n1")).isEqualTo(State.PENDING);
    sign(only());
    assertThat(state("n1")).isEqualTo(State.ISSUED);
    assertThat(certificate("n1").getCsr()).isEqualTo(renewed.getCertificate().getCsr());
  }

  @Test
  void anAnswerForANodeThatIsGoneIsDropped() {
    lead();
    settle(asking("n1"));
    fixture.delete(Table.NODE, "n1");
    sign(only());
    assertThat(fixture.view().all(Table.NODE)).isEmpty();
  }

  @Test
  void anotherListTakesEffectAtOnceAlsoAfterAFailure() {
    lead();
    settle(asking("n1"));
    only().fail("connection refused");
    pass(MOMENT);
    Cluster.Builder changed = fixture.get(Table.CLUSTER, Requests.CLUSTER_ID).toBuilder();
    changed.getSpecBuilder().getCaConfigBuilder().getExternalCasBuilder(0).setUrl("https://other.example/sign");
    settle(changed.build());
    ScriptedAuthorities.Call call = only();
    assertThat(call.urls()).containsExactly("https://other.example/sign");

    changed = fixture.get(Table.CLUSTER, Requests.CLUSTER_ID).toBuilder();
    changed.getSpecBuilder().getCaConfigBuilder().clearExternalCas();
    settle(changed.build());
    sign(call);
    assertThat(state("n1")).as("signed with the key").isEqualTo(State.ISSUED);
    assertThat(CertificateChain.parse(certificate("n1").getCertificate().toByteArray()).getFirst().getNotAfter())
        .isAfter(java.util.Date.from(environment.now().plus(Duration.ofDays(80))));
  }

  @Test
  void theNextRootsAuthorityIsAskedWhileTheRootIsRotated() {
    X509Certificate target = next.roots().certificates().getFirst();
    Cluster.Builder cluster = cluster();
    cluster.getSpecBuilder().getCaConfigBuilder().getExternalCasBuilder(0)
        .setCaCert(ByteString.copyFrom(next.roots().bundle()));
    cluster.getRootCaBuilder().getRootRotationBuilder().setCaCert(ByteString.copyFrom(next.roots().bundle()))
        .setCrossSignedCaCert(ByteString.copyFrom(root.crossSign(target)));
    fixture.commit(cluster.build());
    run();
    settle(asking("n1"));
    ScriptedAuthorities.Call call = only();
    assertThat(call.trusted().certificates()).containsExactly(root.roots().certificates().getFirst(), target);
    call.sign(next, environment.now());
    pass(MOMENT);
    List<X509Certificate> chain = CertificateChain.parse(certificate("n1").getCertificate().toByteArray());
    assertThat(chain).hasSize(2);
    assertThat(chain.getLast().getPublicKey()).isEqualTo(target.getPublicKey());
    for (RootCertificates trusted : List.of(root.roots(), next.roots())) {
      CertificateChain.verify(chain, trusted.certificates(), environment.now());
    }
  }

  @Test
  void theNextLeaderAsksAnew() {
    lead();
    settle(asking("n1"));
    ScriptedAuthorities.Call lost = only();
    run();
    sign(only());
    assertThat(state("n1")).isEqualTo(State.ISSUED);
    Certificate issued = certificate("n1");
    sign(lost);
    assertThat(certificate("n1")).isEqualTo(issued);
  }
}
