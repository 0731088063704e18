package io.swarmd.agent.docker;

import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import io.swarmd.agent.docker.engine.Engine;
import io.swarmd.agent.docker.engine.EngineRefusal;
import io.swarmd.agent.docker.request.NetworkRequest;
import io.swarmd.api.IPAMConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The networks of this node's tasks (dispatch sheet, 5.5.3): made before the first task that needs them, removed after
 * the last. A network of that name that somebody else made is used and left alone.
 */
final class LocalNetworks {

  private static final String LABEL = "com.docker.swarm.network.id";

  private final Engine engine;
  private final Map<String, Set<String>> users = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  LocalNetworks(Engine engine) {
    this.engine = engine;
  }

  /** Notes that a task needs networks, so that they stay. */
  void use(String taskId, List<NetworkRequest> networks) {
    lock.lock();
    try {
      networks.forEach(network -> users.computeIfAbsent(network.name(), name -> new HashSet<>()).add(taskId));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the networks that are not there.
   *
   * @throws IllegalArgumentException for a network that spans nodes
   */
  void make(List<NetworkRequest> networks) {
    for (NetworkRequest network : networks) {
      if (network.isOverlay()) {
        throw new IllegalArgumentException("network " + network.name() + " is an overlay network, which this node "
            + "cannot join: its Engine is not in the swarm itself; use nodes whose Engine is, a network of a driver "
            + "such as bridge, or ports published in host mode");
      }
      if (!network.predefined()) {
        lock.lock();
        try {
          make(network);
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private void make(NetworkRequest network) {
    try {
      engine.ask(client -> client.createNetworkCmd().withName(network.name()).withDriver(network.driver())
          .withOptions(network.driverOptions()).withIpam(ipam(network)).withInternal(network.internal())
          .withEnableIpv6(network.ipv6Enabled()).withLabels(Map.of(LABEL, network.id()))
          .withCheckDuplicate(true).exec());
    } catch (EngineRefusal refused) {
      if (!refused.isConflict()) {
        throw refused;
      }
    }
  }

  private static Network.Ipam ipam(NetworkRequest network) {
    Network.Ipam ipam = new Network.Ipam().withConfig(network.ipam().getConfigsList().stream()
        .filter(config -> !config.getSubnet().isEmpty()).map(LocalNetworks::ipam).toList());
    String driver = network.ipam().getDriver().getName();
    return driver.isEmpty() ? ipam : ipam.withDriver(driver);
  }

  private static Network.Ipam.Config ipam(IPAMConfig spec) {
    Network.Ipam.Config config = new Network.Ipam.Config().withSubnet(spec.getSubnet());
    if (!spec.getRange().isEmpty()) {
      config.withIpRange(spec.getRange());
    }
    if (!spec.getGateway().isEmpty()) {
      config.withGateway(spec.getGateway());
    }
    return config;
  }

  /** Joins a container to those of its networks it is not in yet. */
  void connect(String container, List<NetworkRequest> networks, Set<String> joined) {
    for (NetworkRequest network : networks) {
      if (!joined.contains(network.name())) {
        engine.ask(client -> client.connectToNetworkCmd().withContainerId(container).withNetworkId(network.name())
            .withContainerNetwork(endpoint(network)).exec());
      }
    }
  }

  private static ContainerNetwork endpoint(NetworkRequest network) {
    ContainerNetwork endpoint = new ContainerNetwork().withAliases(network.aliases());
    if (network.ipv4().isPresent() || network.ipv6().isPresent()) {
      ContainerNetwork.Ipam addresses = new ContainerNetwork.Ipam();
      network.ipv4().ifPresent(addresses::withIpv4Address);
      network.ipv6().ifPresent(addresses::withIpv6Address);
      endpoint.withIpamConfig(addresses);
    }
    return endpoint;
  }

  /** Notes that a task is gone and removes the networks nobody needs any more. */
  void release(String taskId, List<NetworkRequest> networks) {
    lock.lock();
    try {
      for (NetworkRequest network : networks) {
        users.computeIfPresent(network.name(), (name, tasks) -> {
          tasks.remove(taskId);
          return tasks.isEmpty() ? null : tasks;
        });
        if (!users.containsKey(network.name()) && !network.predefined() && !network.isOverlay()) {
          remove(network);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void remove(NetworkRequest network) {
    try {
      Network found = engine.ask(client -> client.inspectNetworkCmd().withNetworkId(network.name()).exec());
      if (found.getLabels() != null && network.id().equals(found.getLabels().get(LABEL))) {
        engine.ask(client -> client.removeNetworkCmd(found.getId()).exec());
      }
    } catch (EngineRefusal refused) {
      if (!refused.isNotFound() && !refused.isConflict()) {
        throw refused;
      }
    }
  }
}
