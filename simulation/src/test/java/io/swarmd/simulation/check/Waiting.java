package io.swarmd.simulation.check;

import io.swarmd.api.Network;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;

/** Whether a task that does not run has to wait, for as long as nobody changes anything. */
final class Waiting {

  /** Of the small networks: a /28 without its first and last address and its gateway. */
  private static final int SMALL_NETWORK = 13;

  private Waiting() {}

  static boolean rightly(StoreView view, Claims claims, Service service, Task task) {
    return switch (task.getStatus().getState()) {
      case NEW -> nothingToGive(view, claims, service, task);
      case PENDING -> nodes(view, task).stream().allMatch(node -> Placement.refusal(view, task, node).isPresent());
      default -> false;
    };
  }

  static boolean rightly(StoreView view, Claims claims, Service service, Collection<Task> tasks) {
    return tasks.stream().anyMatch(task -> task.getStatus().getStateValue() <= TaskState.PENDING_VALUE
        && rightly(view, claims, service, task));
  }

  private static Collection<io.swarmd.api.Node> nodes(StoreView view, Task task) {
    return task.getNodeId().isEmpty()
        ? view.all(Table.NODE) : view.get(Table.NODE, task.getNodeId()).stream().toList();
  }

  /** A network is gone or full, or somebody else has a port that the service asks for. */
  private static boolean nothingToGive(StoreView view, Claims claims, Service service, Task task) {
    return task.getSpec().getNetworksList().stream()
            .anyMatch(wanted -> view.get(Table.NETWORK, wanted.getTarget())
                .map(network -> full(claims, network)).orElse(true))
        || service.getSpec().getEndpoint().getPortsList().stream()
            .anyMatch(port -> port.getPublishMode() == PublishMode.INGRESS && port.getPublishedPort() != 0
                && claims.portTaken(port, service));
  }

  private static boolean full(Claims claims, Network network) {
    return network.getSpec().hasIpam() && claims.heldIn(network.getId()) >= SMALL_NETWORK || !network.hasIpam();
  }
}
