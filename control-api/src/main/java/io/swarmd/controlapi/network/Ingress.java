package io.swarmd.controlapi.network;

import io.swarmd.api.EndpointSpec;
import io.swarmd.api.Network;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Optional;

/** The network over which ports are published on every node, and who needs it (control sheet, section 8). Pure. */
public final class Ingress {

  private static final String INTERNAL_LABEL = "com.docker.swarm.internal";

  private Ingress() {}

  /** By its spec, or, for old ones, by its name and label. */
  public static boolean is(Network network) {
    return network.getSpec().getIngress()
        || network.getSpec().getAnnotations().getName().equals("ingress")
        && network.getSpec().getAnnotations().containsLabels(INTERNAL_LABEL);
  }

  /** Walks the networks, which are few. */
  public static Optional<Network> find(StoreView view) {
    return view.all(Table.NETWORK).stream().filter(Ingress::is).findFirst();
  }

  /** Whether a port of the endpoint is published over it. */
  public static boolean neededBy(EndpointSpec endpoint) {
    return endpoint.getPortsList().stream().anyMatch(port -> port.getPublishMode() == PublishMode.INGRESS);
  }
}
