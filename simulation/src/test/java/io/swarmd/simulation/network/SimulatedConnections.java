package io.swarmd.simulation.network;

import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.agent.dispatch.DispatcherConnections;
import io.swarmd.loop.Environment;
import java.util.concurrent.Executor;

/** How one node reaches the managers: by any of them, chosen by chance. */
public record SimulatedConnections(Environment environment, Network network, Managers managers, String nodeId)
    implements DispatcherConnections {

  @Override
  public DispatcherClient connect(Executor callbacks) {
    String gateway = managers.places().get(environment.random().nextInt(managers.places().size()));
    return new SimulatedConnection(network, managers, nodeId, gateway, callbacks);
  }
}
