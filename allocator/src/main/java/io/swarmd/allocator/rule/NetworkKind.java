package io.swarmd.allocator.rule;

import io.swarmd.api.Network;
import io.swarmd.api.NetworkSpec;
import java.util.Set;

/** What sort of network a spec asks for (scheduling sheet, 3.3 and 3.6). */
final class NetworkKind {

  static final String OVERLAY = "overlay";

  private static final Set<String> NODE_LOCAL = Set.of("bridge", "host", "ipvlan", "macvlan");

  private NetworkKind() {}

  static String driver(NetworkSpec spec) {
    String name = spec.getDriverConfig().getName();
    return name.isEmpty() ? OVERLAY : name;
  }

  /** Each node makes such a network for itself. */
  static boolean nodeLocal(String driver) {
    return NODE_LOCAL.contains(driver);
  }

  /** The network that carries published ports; in old clusters known by its name and label only. */
  static boolean ingress(Network network) {
    return network.getSpec().getIngress()
        || network.getSpec().getAnnotations().getName().equals("ingress")
            && network.getSpec().getAnnotations().containsLabels("com.docker.swarm.internal");
  }
}
