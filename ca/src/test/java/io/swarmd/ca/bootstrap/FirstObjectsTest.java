package io.swarmd.ca.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.ExternalCA;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.ca.Requests;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.identity.token.JoinToken;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FirstObjectsTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:20:00Z");

  @Test
  @Tag("identity-86")
  void theClusterHasTheDefaultsOfTheSheet() {
    Cluster cluster = Requests.cluster(NOW);
    assertThat(cluster.getId()).isEqualTo(Requests.CLUSTER_ID);
    assertThat(cluster.getSpec().getAnnotations().getName()).isEqualTo("default");
    assertThat(cluster.getSpec().getOrchestration().getTaskHistoryRetentionLimit()).isEqualTo(5);
    assertThat(cluster.getSpec().getDispatcher().getHeartbeatPeriod().getSeconds()).isEqualTo(5);
    assertThat(cluster.getSpec().getRaft().getSnapshotInterval()).isEqualTo(10_000);
    assertThat(cluster.getSpec().getRaft().getLogEntriesForSlowFollowers()).isEqualTo(500);
    assertThat(cluster.getSpec().getRaft().getElectionTick()).isEqualTo(10);
    assertThat(cluster.getSpec().getCaConfig().getNodeCertExpiry().getSeconds()).isEqualTo(2160 * 3600);
    assertThat(cluster.getSpec().getEncryptionConfig().getAutoLockManagers()).isFalse();
  }

  @Test
  void aClusterFoundedLockedHoldsTheManagersKey() {
    UnlockKey key = UnlockKey.generate(new SecureRandom());
    ClusterSettings settings = new ClusterSettings(1, 10, List.of(), 0, 0, Optional.of(key), List.of());
    Cluster cluster = FirstObjects.cluster("id", CertificateAuthority.create(NOW), settings, new SecureRandom());
    assertThat(KeyLock.of(cluster).key()).hasValue(key);
  }

  @Test
  void tokensPinTheRootAndDiffer() {
    Cluster cluster = Requests.cluster(NOW);
    JoinToken worker = JoinToken.parse(cluster.getRootCa().getJoinTokens().getWorker());
    JoinToken manager = JoinToken.parse(cluster.getRootCa().getJoinTokens().getManager());
    RootCertificates roots = RootCertificates.parse(cluster.getRootCa().getCaCert().toByteArray(), NOW);
    assertThat(worker.rootDigestHex()).isEqualTo(roots.digestHex()).isEqualTo(manager.rootDigestHex());
    assertThat(worker.secret()).isNotEqualTo(manager.secret());
    assertThat(cluster.getRootCa().getCaCertHash()).isEqualTo(roots.digest());
    CertificateAuthority.of(roots, cluster.getRootCa().getCaKey().toByteArray());
  }

  @Test
  @Tag("identity-86")
  void theFirstNodeIsDesiredManager() {
    ClusterSettings settings = new ClusterSettings(1, 10, List.of("10.20.0.0/16"), 26, 4799, Optional.empty(), List.of());
    Node node = FirstObjects.node("m1", NodeSpec.Availability.DRAIN, settings);
    assertThat(node.getSpec().getDesiredRole()).isEqualTo(NodeRole.MANAGER);
    assertThat(node.getSpec().getMembership()).isEqualTo(NodeSpec.Membership.ACCEPTED);
    assertThat(node.getSpec().getAvailability()).isEqualTo(NodeSpec.Availability.DRAIN);
    assertThat(node.getRole()).isEqualTo(NodeRole.WORKER);
    assertThat(node.getCertificate().getStatus().getState()).isEqualTo(IssuanceStatus.State.ISSUED);
    assertThat(node.getCertificate().getCertificate().isEmpty()).isTrue();
    assertThat(node.getVXLANUDPPort()).isEqualTo(4799);
  }

  @Test
  void aClusterOfAnExternalAuthorityHasNoKey() {
    CertificateAuthority authority = CertificateAuthority.create(NOW);
    ExternalCA external = ExternalCA.newBuilder().setUrl("https://ca.example/sign").build();
    ClusterSettings settings =
        new ClusterSettings(1, 10, List.of(), 0, 0, Optional.empty(), List.of(external));
    Cluster cluster = FirstObjects.cluster("id", authority.roots(), settings, new SecureRandom());
    ByteString root = ByteString.copyFrom(authority.roots().bundle());
    assertThat(cluster.getRootCa().getCaKey()).isEmpty();
    assertThat(cluster.getRootCa().getCaCert()).isEqualTo(root);
    assertThat(cluster.getRootCa().getJoinTokens().getWorker()).startsWith("SWMTKN-1-");
    assertThat(cluster.getSpec().getCaConfig().getExternalCasList())
        .containsExactly(external.toBuilder().setCaCert(root).build());
  }
}
