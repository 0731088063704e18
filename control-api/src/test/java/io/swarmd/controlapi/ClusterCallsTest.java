package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.swarmd.api.BlacklistedCertificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.ExternalCA;
import io.swarmd.api.GetClusterRequest;
import io.swarmd.api.KeyRotation;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reading and changing the cluster object (control sheet, section 9). */
class ClusterCallsTest {

  private static final String TOKEN = "SWMTKN-1-" + "a".repeat(50) + "-" + "b".repeat(25);

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  private Cluster stored() {
    Cluster.Builder cluster = Cluster.newBuilder().addUnlockKeys(key()).addNetworkBootstrapKeys(key())
        .setEncryptionKeyLamportClock(3).setFips(true);
    cluster.getRootCaBuilder().setCaKey(bytes()).setCaCert(bytes()).setCaCertHash("h");
    cluster.getRootCaBuilder().getJoinTokensBuilder().setWorker(TOKEN).setManager(TOKEN);
    cluster.getRootCaBuilder().getRootRotationBuilder().setCaKey(bytes()).setCaCert(bytes());
    cluster.getSpecBuilder().getCaConfigBuilder().setSigningCaKey(bytes()).setSigningCaCert(bytes());
    return control.cluster(cluster);
  }

  private static ByteString bytes() {
    return ByteString.copyFromUtf8("secret");
  }

  private static EncryptionKey key() {
    return EncryptionKey.newBuilder().setKey(bytes()).build();
  }

  private static UpdateClusterRequest.Builder update(Cluster shown) {
    return UpdateClusterRequest.newBuilder().setClusterId(shown.getId())
        .setClusterVersion(shown.getMeta().getVersion()).setSpec(shown.getSpec());
  }

  private Cluster shown() {
    return control.call(stub -> stub.getCluster(GetClusterRequest.newBuilder().setClusterId("cluster-id").build()))
        .getCluster();
  }

  @Tag("control-30")
  @Test
  void keysAreNeverShownTokensAre() {
    stored();

    Cluster shown = shown();

    assertThat(shown.getRootCa().getJoinTokens().getWorker()).isEqualTo(TOKEN);
    assertThat(shown.getRootCa().getCaCert()).isEqualTo(bytes());
    assertThat(shown.getRootCa().getCaKey()).isEmpty();
    assertThat(shown.getRootCa().getRootRotation().getCaKey()).isEmpty();
    assertThat(shown.getRootCa().getRootRotation().getCaCert()).isEqualTo(bytes());
    assertThat(shown.getSpec().getCaConfig().getSigningCaKey()).isEmpty();
    assertThat(shown.getSpec().getCaConfig().getSigningCaCert()).isEmpty();
    assertThat(shown.getUnlockKeysList()).isEmpty();
    assertThat(shown.getNetworkBootstrapKeysList()).isEmpty();
    assertThat(shown.getEncryptionKeyLamportClock()).isZero();
    assertThat(shown.getDefaultAddressPoolList()).containsExactly("10.0.0.0/8");
    assertThat(shown.getSubnetSize()).isEqualTo(24);
    assertThat(shown.getVXLANUDPPort()).isEqualTo(4789);
  }

  @Tag("control-31")
  @Test
  void rotatingATokenChangesItsLastPartOnly() {
    stored();

    Cluster updated = control.call(stub -> stub.updateCluster(
        update(shown()).setRotation(KeyRotation.newBuilder().setWorkerJoinToken(true)).build())).getCluster();

    String worker = updated.getRootCa().getJoinTokens().getWorker();
    assertThat(worker).isNotEqualTo(TOKEN).matches("SWMTKN-1-a{50}-[0-9a-z]{25}");
    assertThat(updated.getRootCa().getJoinTokens().getManager()).isEqualTo(TOKEN);
  }

  @Test
  void anUpdateOfWhatWasShownKeepsWhatWasNot() {
    Cluster stored = stored();
    UpdateClusterRequest.Builder request = update(shown());
    request.getSpecBuilder().getOrchestrationBuilder().setTaskHistoryRetentionLimit(3);

    control.call(stub -> stub.updateCluster(request.build()));

    Cluster after = control.store.get(Table.CLUSTER, "cluster-id");
    assertThat(after.getSpec().getOrchestration().getTaskHistoryRetentionLimit()).isEqualTo(3);
    assertThat(after.getRootCa()).isEqualTo(stored.getRootCa());
    assertThat(after.getUnlockKeysList()).isEqualTo(stored.getUnlockKeysList());
  }

  @Test
  void faultsOfTheSpecAreTold() {
    stored();
    UpdateClusterRequest.Builder expiry = update(shown());
    expiry.getSpecBuilder().getCaConfigBuilder().getNodeCertExpiryBuilder().setSeconds(1800);
    control.refused(Code.INVALID_ARGUMENT, "minimum certificate expiry time is: 1h0m0s",
        stub -> stub.updateCluster(expiry.build()));
    UpdateClusterRequest.Builder heartbeat = update(shown());
    heartbeat.getSpecBuilder().getDispatcherBuilder().getHeartbeatPeriodBuilder().setSeconds(-1);
    control.refused(Code.INVALID_ARGUMENT, "heartbeat time period cannot be a negative duration",
        stub -> stub.updateCluster(heartbeat.build()));
    UpdateClusterRequest.Builder name = update(shown());
    name.getSpecBuilder().getAnnotationsBuilder().setName("other");
    control.refused(Code.INVALID_ARGUMENT, "modification of cluster name is not allowed",
        stub -> stub.updateCluster(name.build()));
    UpdateClusterRequest.Builder old = update(shown());
    old.getClusterVersionBuilder().setIndex(99);
    control.refused(Code.UNKNOWN, "update out of sequence", stub -> stub.updateCluster(old.build()));
  }

  @Test
  void externalAuthoritiesAreCheckedForTheirForm() {
    stored();
    refusedExternal("invalid external CA URL 'http://ca.example/sign': expected https://host[:port]/path",
        external -> external.setUrl("http://ca.example/sign"));
    refusedExternal("invalid external CA URL 'https:///sign': expected https://host[:port]/path",
        external -> external.setUrl("https:///sign"));
    refusedExternal("unrecognized external CA protocol 7", external -> external.setProtocolValue(7));
    refusedExternal("the CA certificate of external CA https://ca.example/sign is no PEM text",
        external -> external.setUrl("https://ca.example/sign").setCaCert(ByteString.copyFromUtf8("x")));
  }

  private void refusedExternal(String text, Consumer<ExternalCA.Builder> external) {
    UpdateClusterRequest.Builder request = update(shown());
    external.accept(request.getSpecBuilder().getCaConfigBuilder().addExternalCasBuilder());
    control.refused(Code.INVALID_ARGUMENT, text, stub -> stub.updateCluster(request.build()));
  }

  @Test
  @Tag("identity-39")
  void anUpdateDropsBlacklistedCertificatesAWeekAfterTheirEnd() {
    Instant weekAgo = control.environment.now().minus(Duration.ofDays(7));
    Cluster.Builder cluster = stored().toBuilder();
    cluster.putBlacklistedCertificates("dropped", endedAt(weekAgo.minus(Duration.ofMinutes(5))));
    cluster.putBlacklistedCertificates("kept", endedAt(weekAgo.plus(Duration.ofMinutes(5))));
    control.store.commit(cluster.build());

    control.call(stub -> stub.updateCluster(update(shown()).build()));

    assertThat(control.store.get(Table.CLUSTER, "cluster-id").getBlacklistedCertificatesMap()).containsOnlyKeys("kept");
  }

  private static BlacklistedCertificate endedAt(Instant end) {
    return BlacklistedCertificate.newBuilder().setExpiry(WireTime.timestamp(end)).build();
  }

  @Test
  @Tag("control-32")
  @Tag("identity-60")
  void theUnlockKeyFollowsTheSpecAndOtherKeysStay() {
    EncryptionKey foreign = stored().getUnlockKeys(0);

    lock(true, false);
    ByteString first = unlockKey().orElseThrow();
    assertThat(first.size()).isEqualTo(32);
    lock(true, false);
    assertThat(unlockKey()).hasValue(first);
    lock(true, true);
    ByteString second = unlockKey().orElseThrow();
    assertThat(second.size()).isEqualTo(32);
    assertThat(second).isNotEqualTo(first);
    lock(false, true);
    assertThat(unlockKey()).isEmpty();
    lock(false, true);
    assertThat(unlockKey()).isEmpty();
    assertThat(control.store.get(Table.CLUSTER, "cluster-id").getUnlockKeysList()).containsExactly(foreign);
  }

  private void lock(boolean locked, boolean rotated) {
    UpdateClusterRequest.Builder request = update(shown());
    request.getSpecBuilder().getEncryptionConfigBuilder().setAutoLockManagers(locked);
    request.getRotationBuilder().setManagerUnlockKey(rotated);
    control.call(stub -> stub.updateCluster(request.build()));
  }

  private Optional<ByteString> unlockKey() {
    return control.store.get(Table.CLUSTER, "cluster-id").getUnlockKeysList().stream()
        .filter(key -> key.getSubsystem().equals("swarm-manager")).map(EncryptionKey::getKey).findFirst();
  }
}
