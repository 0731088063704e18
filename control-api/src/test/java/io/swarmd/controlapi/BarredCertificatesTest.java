package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.swarmd.api.BlacklistedCertificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.Table;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long the certificate of a removed node stays barred (identity sheet, section 8, rule 2). */
class BarredCertificatesTest {

  private final ControlFixture control = new ControlFixture();

  @BeforeEach
  void barSome() {
    Cluster.Builder cluster = Cluster.newBuilder()
        .putBlacklistedCertificates("stale", ended(Duration.ofDays(7).plusMinutes(5)))
        .putBlacklistedCertificates("recent", ended(Duration.ofDays(7).minusMinutes(5)))
        .putBlacklistedCertificates("endless", BlacklistedCertificate.getDefaultInstance());
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    cluster.getRootCaBuilder().setCaKey(ByteString.copyFromUtf8("key")).setCaCert(ByteString.copyFromUtf8("root"));
    control.cluster(cluster);
  }

  @AfterEach
  void close() {
    control.close();
  }

  private BlacklistedCertificate ended(Duration ago) {
    return BlacklistedCertificate.newBuilder()
        .setExpiry(WireTime.timestamp(control.environment.now().minus(ago))).build();
  }

  private Cluster stored() {
    return control.store.get(Table.CLUSTER, "cluster-id");
  }

  @Test
  @Tag("identity-39")
  void aClusterUpdateDropsWhatEndedMoreThanSevenDaysAgo() {
    assertThat(stored().getBlacklistedCertificatesMap()).containsOnlyKeys("stale", "recent", "endless");
    control.call(stub -> stub.updateCluster(UpdateClusterRequest.newBuilder().setClusterId("cluster-id")
        .setClusterVersion(stored().getMeta().getVersion()).setSpec(stored().getSpec()).build()));
    assertThat(stored().getBlacklistedCertificatesMap()).containsOnlyKeys("recent", "endless");
  }

  @Test
  @Tag("identity-39")
  void soDoesTheNextRemovalOfANode() {
    control.store.commit(Node.newBuilder().setId("w1").build());
    control.call(stub -> stub.removeNode(RemoveNodeRequest.newBuilder().setNodeId("w1").build()));
    assertThat(stored().getBlacklistedCertificatesMap()).containsOnlyKeys("recent", "endless", "w1");
  }
}
