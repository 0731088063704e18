package io.swarmd.allocator.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Cluster;
import io.swarmd.api.EncryptionKey;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NetworkKeyRotationTest {

  private final LoopOnState store = new LoopOnState(new NetworkKeyRotation(new Random(1))).start();

  private List<EncryptionKey> keys() {
    return store.get(Table.CLUSTER, "c").getNetworkBootstrapKeysList();
  }

  private void createCluster() {
    store.put(Table.CLUSTER, Cluster.newBuilder().setId("c").build()).settle();
  }

  @Test
  void keysAreMadeForANewCluster() {
    createCluster();
    assertThat(keys()).extracting(EncryptionKey::getSubsystem).containsExactly("networking:gossip", "networking:gossip",
        "networking:gossip", "networking:ipsec", "networking:ipsec", "networking:ipsec");
    assertThat(keys()).allSatisfy(key -> assertThat(key.getKey().size()).isEqualTo(16));
    assertThat(keys()).extracting(EncryptionKey::getLamportTime).doesNotHaveDuplicates();
    assertThat(keys()).extracting(EncryptionKey::getKey).doesNotHaveDuplicates();
    assertThat(store.get(Table.CLUSTER, "c").getEncryptionKeyLamportClock())
        .isEqualTo(keys().getLast().getLamportTime());
  }

  @Test
  @Tag("scheduling-92")
  void theOldestOfEachSubsystemIsReplacedAfterTwelveHours() {
    createCluster();
    List<EncryptionKey> before = new ArrayList<>(keys());
    store.pass(Duration.ofHours(12).minusSeconds(1)).settle();
    assertThat(keys()).isEqualTo(before);
    store.pass(Duration.ofSeconds(1)).settle();
    assertThat(keys()).hasSize(6).doesNotContain(before.get(0), before.get(3))
        .contains(before.get(1), before.get(2), before.get(4), before.get(5));
    assertThat(keys()).extracting(EncryptionKey::getLamportTime).doesNotHaveDuplicates();
    assertThat(keys()).filteredOn(key -> key.getSubsystem().equals("networking:ipsec")).hasSize(3);
    store.pass(Duration.ofHours(11)).settle();
    assertThat(store.unitsWritten()).isEqualTo(2);
    store.pass(Duration.ofHours(1)).settle();
    assertThat(store.unitsWritten()).isEqualTo(3);
  }

  @Test
  @Tag("identity-87")
  void aNewLeaderKeepsTheKeysAndCountsAnew() {
    createCluster();
    List<EncryptionKey> before = keys();
    store.pass(Duration.ofHours(10));
    LoopOnState late = new LoopOnState(new NetworkKeyRotation(new Random(2)), store.state()).start();
    assertThat(late.proposed()).isEmpty();
    late.pass(Duration.ofHours(11)).settle();
    assertThat(late.get(Table.CLUSTER, "c").getNetworkBootstrapKeysList()).isEqualTo(before);
    late.pass(Duration.ofHours(1)).settle();
    assertThat(late.get(Table.CLUSTER, "c").getNetworkBootstrapKeysList()).hasSize(6)
        .doesNotContain(before.get(0), before.get(3));
  }

  @Test
  void aRotationThatFailedIsTriedAgain() {
    createCluster();
    store.pass(Duration.ofHours(12));
    store.conflictNext();
    assertThat(store.proposed()).isEmpty();
    store.pass(Duration.ofMillis(100)).settle();
    assertThat(store.unitsWritten()).isEqualTo(2);
  }
}
