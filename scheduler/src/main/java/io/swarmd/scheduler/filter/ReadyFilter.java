package io.swarmd.scheduler.filter;

import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.scheduler.host.Host;
import java.util.Locale;

/** The node is up and open for tasks. */
public final class ReadyFilter implements Filter {

  /** Whether the node may be given tasks at all. */
  public static boolean ready(Node node) {
    return node.getStatus().getState() == State.READY && node.getSpec().getAvailability() == Availability.ACTIVE;
  }

  @Override
  public boolean passes(Host host) {
    return ready(host.node());
  }

  @Override
  public String detail(Host host) {
    State state = host.node().getStatus().getState();
    return (state == State.READY ? host.node().getSpec().getAvailability().name() : state.name())
        .toLowerCase(Locale.ROOT);
  }

  @Override
  public String explain(int refusedNodes) {
    return (refusedNodes == 1 ? "1 node" : refusedNodes + " nodes") + " not available for new tasks";
  }
}
