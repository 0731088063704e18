package io.swarmd.simulation.check;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Resources;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.model.constraint.Constraint;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Whether a node may take a task beside those it has (scheduling sheet, 1.8 and 2.1), told from the store alone. */
final class Placement {

  private Placement() {}

  /** Why the node may not take the task; empty when it may. The task itself may be there already. */
  static Optional<String> refusal(StoreView view, Task task, Node node) {
    return refusal(view, task, node, other -> true);
  }

  /** @param counted which of the tasks that are on the node were there before this one */
  static Optional<String> refusal(StoreView view, Task task, Node node, Predicate<Task> counted) {
    if (node.getStatus().getState() != NodeStatus.State.READY
        || node.getSpec().getAvailability() != Availability.ACTIVE) {
      return Optional.of("node " + node.getId() + " takes no tasks");
    }
    if (!meets(task.getSpec(), node)) {
      return Optional.of("node " + node.getId() + " does not meet the constraints");
    }
    List<Task> there = view.find(Index.TASK_BY_NODE, node.getId()).stream()
        .filter(other -> TaskStates.onAgent(other) && !other.getId().equals(task.getId()))
        .filter(counted).toList();
    return resources(task, node, there).or(() -> ports(task, node, there)).or(() -> replicas(task, node, there));
  }

  /** Whether the node meets the constraints of the service. */
  static boolean meets(Service service, Node node) {
    return meets(service.getSpec().getTask(), node);
  }

  private static boolean meets(TaskSpec spec, Node node) {
    return Constraint.allMatch(Constraint.parseOrNone(spec.getPlacement().getConstraintsList()), node);
  }

  private static Optional<String> resources(Task task, Node node, List<Task> there) {
    Resources has = node.getDescription().getResources();
    return exceeds(task, there, Resources::getNanoCpus, has) || exceeds(task, there, Resources::getMemoryBytes, has)
        ? Optional.of("node " + node.getId() + " has not enough left")
        : GenericRoom.shortage(node, task, there).map(kind -> "node " + node.getId() + " has too little " + kind);
  }

  /** What the tasks meant to run on an active node reserve of it that it has not. */
  static Optional<String> overfull(StoreView view, Node node) {
    if (node.getSpec().getAvailability() != Availability.ACTIVE) {
      return Optional.empty();
    }
    List<Task> there = view.find(Index.TASK_BY_NODE, node.getId()).stream()
        .filter(task -> TaskStates.onAgent(task) && TaskStates.wanted(task)).toList();
    Resources has = node.getDescription().getResources();
    return sum(there, Resources::getNanoCpus) > has.getNanoCpus()
        || sum(there, Resources::getMemoryBytes) > has.getMemoryBytes()
        ? Optional.of("node " + node.getId() + " is overfull")
        : GenericRoom.overfull(node, there).map(what -> "node " + node.getId() + " has not what tasks hold: " + what);
  }

  private static long sum(List<Task> tasks, ToLongFunction<Resources> amount) {
    return tasks.stream().mapToLong(task -> amount.applyAsLong(reserved(task))).sum();
  }

  private static boolean exceeds(Task task, List<Task> there, ToLongFunction<Resources> amount, Resources has) {
    long asked = amount.applyAsLong(reserved(task));
    return asked > 0 && asked + sum(there, amount) > amount.applyAsLong(has);
  }

  private static Resources reserved(Task task) {
    return task.getSpec().getResources().getReservations();
  }

  private static Optional<String> ports(Task task, Node node, List<Task> there) {
    Set<String> asked = hostPorts(task);
    return there.stream().flatMap(other -> hostPorts(other).stream()).filter(asked::contains).findFirst()
        .map(port -> "port " + port + " of node " + node.getId() + " is taken");
  }

  private static Set<String> hostPorts(Task task) {
    return task.getEndpoint().getPortsList().stream()
        .filter(port -> port.getPublishMode() == PublishMode.HOST && port.getPublishedPort() != 0)
        .map(port -> port.getPublishedPort() + "/" + port.getProtocol()).collect(Collectors.toSet());
  }

  private static Optional<String> replicas(Task task, Node node, List<Task> there) {
    long most = task.getSpec().getPlacement().getMaxReplicas();
    long active = there.stream().filter(other -> other.getServiceId().equals(task.getServiceId())
        && TaskStates.desired(other) <= TaskState.COMPLETE_VALUE).count();
    return most > 0 && active >= most
        ? Optional.of("node " + node.getId() + " has " + active + " tasks of the service") : Optional.empty();
  }
}
