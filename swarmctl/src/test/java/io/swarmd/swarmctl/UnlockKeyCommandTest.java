package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.Cluster;
import io.swarmd.api.GetUnlockKeyRequest;
import io.swarmd.api.GetUnlockKeyResponse;
import io.swarmd.api.UpdateClusterRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Locking managers and showing their key (control sheet, 18.5). */
class UnlockKeyCommandTest {

  private static final ByteString KEY = ByteString.copyFrom(new byte[] {
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
      16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31});
  private static final String SHOWN =
      "Managers auto-locked.  Unlock key: SWMKEY-1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n";

  private ByteString held = ByteString.EMPTY;
  private final CommandLineFixture line = new CommandLineFixture(new CAGrpc.CAImplBase() {
    @Override
    public void getUnlockKey(GetUnlockKeyRequest request, StreamObserver<GetUnlockKeyResponse> response) {
      response.onNext(GetUnlockKeyResponse.newBuilder().setUnlockKey(held).build());
      response.onCompleted();
    }
  });

  @BeforeEach
  void makeACluster() {
    Cluster.Builder cluster = Cluster.newBuilder().setId("cluster-id");
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    line.control.clusters.add(cluster.build());
  }

  @AfterEach
  void close() {
    line.close();
  }

  private UpdateClusterRequest asked() {
    return (UpdateClusterRequest) line.control.changes.getLast();
  }

  @Test
  @Tag("control-52")
  void anOpenClusterSaysSoInOneLine() {
    assertThat(line.shows("cluster", "unlock-key", "default")).isEqualTo("Managers not auto-locked\n");
  }

  @Test
  void theKeyIsShownAsItIsWrittenDown() {
    held = KEY;
    assertThat(line.shows("cluster", "unlock-key", "default")).isEqualTo(SHOWN);
  }

  @Test
  void theLockIsTurnedOnAndOffAndLeftAloneOtherwise() {
    assertThat(line.shows("cluster", "update", "default", "--autolock")).isEqualTo("cluster-id\n");
    assertThat(asked().getSpec().getEncryptionConfig().getAutoLockManagers()).isTrue();
    assertThat(asked().getRotation().getManagerUnlockKey()).isFalse();
    line.shows("cluster", "update", "default", "--autolock=false");
    assertThat(asked().getSpec().getEncryptionConfig().getAutoLockManagers()).isFalse();
  }

  @Test
  void aNewKeyIsShownAtOnce() {
    held = KEY;
    assertThat(line.shows("cluster", "update", "default", "--rotate-unlock-key")).isEqualTo("cluster-id\n" + SHOWN);
    assertThat(asked().getRotation().getManagerUnlockKey()).isTrue();
  }
}
