package io.swarmd.ca.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.GetRootCACertificateRequest;
import io.swarmd.api.GetRootCACertificateResponse;
import io.swarmd.api.GetUnlockKeyRequest;
import io.swarmd.api.GetUnlockKeyResponse;
import io.swarmd.ca.Requests;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.simulated.StoreFixture;
import org.junit.jupiter.api.Test;

class RootServiceTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final StoreFixture fixture = StoreFixture.leading(environment);
  private final Cluster cluster = Requests.cluster(environment.now());
  private final RootService service = new RootService(fixture.store());

  private RecordedCall<GetRootCACertificateResponse> root() {
    RecordedCall<GetRootCACertificateResponse> call = new RecordedCall<>();
    service.getRootCACertificate(GetRootCACertificateRequest.getDefaultInstance(), call);
    return call;
  }

  private RecordedCall<GetUnlockKeyResponse> unlockKey() {
    RecordedCall<GetUnlockKeyResponse> call = new RecordedCall<>();
    service.getUnlockKey(GetUnlockKeyRequest.getDefaultInstance(), call);
    environment.runDue();
    return call;
  }

  @Test
  void theRootIsServedByteForByte() {
    assertThat(root().refusal()).isEqualTo("ABORTED: CA signer is still starting");
    fixture.commit(cluster);
    assertThat(root().answer().getCertificate()).isEqualTo(cluster.getRootCa().getCaCert());
  }

  @Test
  void anUnlockedClusterHasNoUnlockKeyEvenIfOneIsRecorded() {
    assertThat(unlockKey().refusal()).isEqualTo("ABORTED: CA signer is still starting");
    EncryptionKey key = EncryptionKey.newBuilder().setSubsystem("swarm-manager")
        .setKey(ByteString.copyFromUtf8("k".repeat(32))).build();
    fixture.commit(cluster.toBuilder().addUnlockKeys(key).build());
    assertThat(unlockKey().answer().getUnlockKey().isEmpty()).isTrue();
    Cluster.Builder locked = cluster.toBuilder().addUnlockKeys(key);
    locked.getSpecBuilder().getEncryptionConfigBuilder().setAutoLockManagers(true);
    fixture.commit(locked.build());
    assertThat(unlockKey().answer().getUnlockKey()).isEqualTo(key.getKey());
    assertThat(unlockKey().answer().getVersion())
        .isEqualTo(fixture.view().all(Table.CLUSTER).iterator().next().getMeta().getVersion());
  }

  @Test
  void withoutLeaderTheUnlockKeyCannotBeKnown() {
    fixture.commit(cluster);
    fixture.group().depose();
    environment.runDue();
    assertThat(unlockKey().refusal()).isNotEmpty();
  }
}
