package io.swarmd.controlapi.cluster;

import io.swarmd.api.CAConfig;
import io.swarmd.api.Cluster;
import io.swarmd.api.RootCA;
import java.util.List;

/** The cluster as users may see it: join tokens yes, keys no (control sheet, 9.1). Pure. */
final class Redaction {

  private static final List<String> ADDRESS_POOL = List.of("10.0.0.0/8");
  private static final int SUBNET_SIZE = 24;
  private static final int VXLAN_PORT = 4789;

  private Redaction() {}

  /** A copy of what is listed here and nothing else, so that a new field is hidden until somebody decides otherwise. */
  static Cluster of(Cluster cluster) {
    Cluster.Builder shown = Cluster.newBuilder()
        .setId(cluster.getId())
        .setMeta(cluster.getMeta())
        .setSpec(cluster.getSpec())
        .setRootCa(of(cluster.getRootCa()))
        .putAllBlacklistedCertificates(cluster.getBlacklistedCertificatesMap())
        .addAllDefaultAddressPool(cluster.getDefaultAddressPoolList())
        .setSubnetSize(cluster.getSubnetSize())
        .setVXLANUDPPort(cluster.getVXLANUDPPort() == 0 ? VXLAN_PORT : cluster.getVXLANUDPPort());
    if (shown.getSpec().hasCaConfig()) {
      CAConfig config = shown.getSpec().getCaConfig();
      shown.getSpecBuilder().setCaConfig(config.toBuilder().clearSigningCaKey().clearSigningCaCert());
    }
    if (shown.getDefaultAddressPoolCount() == 0) {
      shown.addAllDefaultAddressPool(ADDRESS_POOL).setSubnetSize(SUBNET_SIZE);
    }
    return shown.build();
  }

  private static RootCA of(RootCA root) {
    RootCA.Builder shown = root.toBuilder().clearCaKey();
    if (root.hasRootRotation()) {
      shown.getRootRotationBuilder().clearCaKey();
    }
    return shown.build();
  }
}
