package io.swarmd.ca.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.swarmd.api.IssuanceStatus.State;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.RootCA;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.token.JoinToken;
import io.swarmd.store.Table;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RotationLoopTest {

  private static void assertRootIs(RotatingCluster cluster, CertificateAuthority authority) {
    RootCA root = cluster.cluster().getRootCa();
    assertThat(root.hasRootRotation()).isFalse();
    assertThat(root.getCaCert().toByteArray()).isEqualTo(authority.roots().bundle());
    assertThat(root.getCaKey().toByteArray()).isEqualTo(authority.keyPem());
    assertThat(root.getCaCertHash()).isEqualTo(authority.roots().digest());
  }

  @Test
  @Tag("identity-40")
  void duringARotationCertificatesBringTheCrossSignedRootAlong() {
    RotatingCluster cluster = new RotatingCluster(1);
    CertificateAuthority next = cluster.next();
    cluster.rotateTo(next);
    cluster.requestCertificates(List.of("n0"));
    List<X509Certificate> chain = cluster.chain("n0");
    assertThat(chain).hasSize(2);
    for (CertificateAuthority trusted : List.of(cluster.first, next)) {
      assertThatCode(() -> CertificateChain.verify(
          chain, trusted.roots().certificates(), cluster.environment.now())).doesNotThrowAnyException();
    }
  }

  @Test
  @Tag("identity-41")
  void thirtyNodesAreAskedInAPass() {
    RotatingCluster cluster = new RotatingCluster(60);
    cluster.rotateTo(cluster.next());
    assertThat(cluster.asked()).hasSize(30);
    cluster.pass(RotatingCluster.PASS.minus(Duration.ofMillis(10)));
    assertThat(cluster.asked()).hasSize(30);
    cluster.pass(Duration.ofMillis(20));
    assertThat(cluster.asked()).hasSize(60);
    cluster.pass(RotatingCluster.PASS);
    assertThat(cluster.cluster().getRootCa().hasRootRotation()).isTrue();
  }

  @Test
  void nodesThatAskAlreadyAreLeftAloneAndTakeNobodysPlace() {
    RotatingCluster cluster = new RotatingCluster(40);
    Node.Builder joining = RotatingCluster.node("joining").toBuilder()
        .setSpec(NodeSpec.newBuilder().setMembership(NodeSpec.Membership.PENDING));
    joining.getCertificateBuilder().getStatusBuilder().setState(State.PENDING);
    cluster.commit(joining.build());
    cluster.rotateTo(cluster.next());
    assertThat(cluster.asked()).hasSize(30).doesNotContain("joining");
    cluster.renew(cluster.asked());
    cluster.pass(RotatingCluster.PASS);
    cluster.renew(cluster.asked());
    cluster.pass(RotatingCluster.PASS);
    assertThat(cluster.cluster().getRootCa().hasRootRotation()).as("it blocks the end").isTrue();
    cluster.store.delete(Table.NODE, "joining");
    cluster.pass(RotatingCluster.MOMENT);
    assertThat(cluster.cluster().getRootCa().hasRootRotation()).isFalse();
  }

  @Test
  @Tag("identity-42")
  void onceAllReportTheNextRootItIsTheClustersAndTheTokensNameIt() {
    RotatingCluster cluster = new RotatingCluster(5);
    JoinTokens before = cluster.cluster().getRootCa().getJoinTokens();
    CertificateAuthority next = cluster.next();
    cluster.rotateTo(next);
    cluster.requestCertificates(cluster.asked());
    List<Node> reports = cluster.ids().stream().map(id -> cluster.reporting(cluster.get(id))).toList();
    cluster.commit(reports.subList(0, 4).toArray(Node[]::new));
    cluster.pass(RotatingCluster.PASS);
    assertThat(cluster.cluster().getRootCa().getCaCert().toByteArray()).isEqualTo(cluster.first.roots().bundle());
    assertThat(cluster.cluster().getRootCa().getJoinTokens()).isEqualTo(before);

    cluster.commit(reports.getLast());
    cluster.pass(RotatingCluster.PASS);
    assertRootIs(cluster, next);
    JoinTokens after = cluster.cluster().getRootCa().getJoinTokens();
    assertThat(List.of(after.getWorker(), after.getManager()))
        .doesNotContain(before.getWorker(), before.getManager()).doesNotHaveDuplicates()
        .allMatch(token -> JoinToken.parse(token).rootDigestHex().equals(next.roots().digestHex()));
    cluster.requestCertificates(List.of("n0"));
    assertThat(cluster.chain("n0")).hasSize(1);
  }

  @Test
  @Tag("identity-43")
  void aNodeThatDoesNotAnswerHoldsTheEndUpUntilItIsRemoved() {
    RotatingCluster cluster = new RotatingCluster(3);
    CertificateAuthority next = cluster.next();
    cluster.rotateTo(next);
    cluster.renew(List.of("n0", "n1"));
    cluster.pass(Duration.ofHours(3));
    assertThat(cluster.cluster().getRootCa().hasRootRotation()).isTrue();
    cluster.store.delete(Table.NODE, "n2");
    cluster.pass(RotatingCluster.MOMENT);
    assertRootIs(cluster, next);
  }

  @Test
  @Tag("identity-44")
  void ofTwoTargetsOnlyTheLastSurvives() {
    RotatingCluster cluster = new RotatingCluster(4);
    CertificateAuthority second = cluster.next();
    CertificateAuthority third = cluster.next();
    cluster.rotateTo(second);
    cluster.renew(List.of("n0", "n1"));
    cluster.rotateTo(third);
    assertThat(cluster.asked()).containsExactlyInAnyOrder("n0", "n1", "n2", "n3");
    cluster.renew(cluster.ids());
    cluster.pass(RotatingCluster.PASS);
    assertRootIs(cluster, third);
  }

  @Test
  void anAbortedRotationLeavesAllAsItIs() {
    RotatingCluster cluster = new RotatingCluster(3);
    cluster.rotateTo(cluster.next());
    cluster.renew(List.of("n0"));
    List<String> asked = cluster.asked();
    cluster.abort();
    cluster.pass(Duration.ofMinutes(1));
    assertRootIs(cluster, cluster.first);
    assertThat(cluster.asked()).isEqualTo(asked).containsExactlyInAnyOrder("n1", "n2");
    cluster.renew(asked);
    assertThat(cluster.chain("n1")).hasSize(1);
  }

  @Test
  @Tag("identity-49")
  void theNextLeaderGoesOn() {
    RotatingCluster cluster = new RotatingCluster(50);
    CertificateAuthority next = cluster.next();
    cluster.rotateTo(next);
    List<String> asked = new ArrayList<>(cluster.asked());
    cluster.stopLeading();
    cluster.commit(cluster.asked().stream().limit(10).map(cluster::get).toArray(Node[]::new));
    cluster.pass(Duration.ofMinutes(1));
    cluster.lead();
    assertThat(cluster.asked()).hasSize(50).containsAll(asked);
    cluster.renew(cluster.ids());
    cluster.pass(RotatingCluster.PASS);
    assertRootIs(cluster, next);
  }

  @Test
  @Tag("identity-49")
  void aLeaderThatFindsEverythingDoneFinishes() {
    RotatingCluster cluster = new RotatingCluster(3);
    CertificateAuthority next = cluster.next();
    cluster.rotateTo(next);
    cluster.requestCertificates(cluster.ids());
    cluster.stopLeading();
    cluster.commit(cluster.ids().stream().map(id -> cluster.reporting(cluster.get(id))).toArray(Node[]::new));
    assertThat(cluster.cluster().getRootCa().hasRootRotation()).isTrue();
    cluster.lead();
    assertRootIs(cluster, next);
  }

  @Test
  void anUpdateOfTheClusterInBetweenIsKept() {
    RotatingCluster cluster = new RotatingCluster(1);
    CertificateAuthority next = cluster.next();
    cluster.rotateTo(next);
    var changed = cluster.cluster().toBuilder();
    changed.getSpecBuilder().getOrchestrationBuilder().setTaskHistoryRetentionLimit(77);
    changed.getRootCaBuilder().setLastForcedRotation(4);
    cluster.commit(changed.build());
    cluster.renew(cluster.ids());
    cluster.pass(RotatingCluster.PASS);
    assertRootIs(cluster, next);
    assertThat(cluster.cluster().getSpec().getOrchestration().getTaskHistoryRetentionLimit()).isEqualTo(77);
    assertThat(cluster.cluster().getRootCa().getLastForcedRotation()).isEqualTo(4);
  }
}
