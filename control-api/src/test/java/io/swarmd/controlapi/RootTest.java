package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.swarmd.api.CAConfig;
import io.swarmd.api.Cluster;
import io.swarmd.api.RootCA;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.store.Table;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** A cluster whose root is updated, for tests. */
abstract class RootTest {

  static final String TOKEN = "SWMTKN-1-" + "a".repeat(50) + "-" + "b".repeat(25);

  final ControlFixture control = new ControlFixture();
  final CertificateAuthority first = CertificateAuthority.create(control.environment.now());
  final CertificateAuthority second = CertificateAuthority.create(control.environment.now());
  final CertificateAuthority third = CertificateAuthority.create(control.environment.now());

  @AfterEach
  void close() {
    control.close();
  }

  void begin(CertificateAuthority root) {
    Cluster.Builder cluster = Cluster.newBuilder();
    cluster.getRootCaBuilder().setCaCert(certificate(root)).setCaKey(key(root)).setCaCertHash(root.roots().digest());
    cluster.getRootCaBuilder().getJoinTokensBuilder().setWorker(TOKEN).setManager(TOKEN);
    control.cluster(cluster);
  }

  void beginWithoutKey() {
    begin(first);
    Cluster.Builder keyless = stored().toBuilder();
    keyless.getRootCaBuilder().clearCaKey();
    control.store.commit(keyless.build());
  }

  static ByteString certificate(CertificateAuthority authority) {
    return ByteString.copyFrom(authority.roots().bundle());
  }

  static ByteString key(CertificateAuthority authority) {
    return ByteString.copyFrom(authority.keyPem());
  }

  Cluster stored() {
    return control.store.get(Table.CLUSTER, "cluster-id");
  }

  RootCA root() {
    return stored().getRootCa();
  }

  UpdateClusterRequest request(Consumer<CAConfig.Builder> wish) {
    Cluster stored = stored();
    UpdateClusterRequest.Builder request = UpdateClusterRequest.newBuilder().setClusterId(stored.getId())
        .setClusterVersion(stored.getMeta().getVersion()).setSpec(stored.getSpec());
    wish.accept(request.getSpecBuilder().getCaConfigBuilder());
    return request.build();
  }

  Cluster update(Consumer<CAConfig.Builder> wish) {
    UpdateClusterRequest request = request(wish);
    return control.call(stub -> stub.updateCluster(request)).getCluster();
  }

  void refused(String text, Consumer<CAConfig.Builder> wish) {
    RootCA before = root();
    UpdateClusterRequest request = request(wish);
    control.refused(Code.INVALID_ARGUMENT, text, stub -> stub.updateCluster(request));
    assertThat(root()).isEqualTo(before);
  }

  static Consumer<CAConfig.Builder> to(CertificateAuthority next) {
    return config -> config.setSigningCaCert(certificate(next)).setSigningCaKey(key(next));
  }
}
