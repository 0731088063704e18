package io.swarmd.simulation.check;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether the cluster is as it was asked to be. Pure. */
public final class Convergence {

  private Convergence() {}

  /**
   * What is still missing; empty when all is as it should be.
   *
   * @param runningByNode what really runs on each machine
   */
  public static Optional<String> missing(StoreView view, Map<String, Set<String>> runningByNode) {
    return nodes(view).or(() -> services(view)).or(() -> tasks(view)).or(() -> machines(view, runningByNode));
  }

  private static Optional<String> nodes(StoreView view) {
    return view.all(Table.NODE).stream().filter(node -> node.getStatus().getState() != NodeStatus.State.READY)
        .findFirst().map(node -> "node " + node.getId() + " is " + node.getStatus().getState());
  }

  private static Optional<String> services(StoreView view) {
    return view.all(Table.SERVICE).stream().flatMap(service -> service(view, service).stream()).findFirst();
  }

  private static Optional<String> service(StoreView view, Service service) {
    List<Task> wanted = view.find(Index.TASK_BY_SERVICE, service.getId()).stream().filter(TaskStates::wanted).toList();
    String name = service.getSpec().getAnnotations().getName();
    if (ServiceMode.of(service) == ServiceMode.GLOBAL) {
      Set<String> on = new TreeSet<>(wanted.stream().map(Task::getNodeId).toList());
      if (!on.equals(active(view)) || on.size() != wanted.size()) {
        return Optional.of(
            name + " has " + wanted.size() + " tasks on " + on + ", and not one on each of " + active(view));
      }
    } else if (wanted.size() != service.getSpec().getReplicated().getReplicas()) {
      return Optional.of(
          name + " has " + wanted.size() + " tasks of " + service.getSpec().getReplicated().getReplicas());
    } else if (new HashSet<>(wanted.stream().map(Task::getSlot).toList()).size() != wanted.size()) {
      return Optional.of(name + " has two tasks in one slot");
    }
    return wanted.stream().filter(task -> !task.getSpec().equals(service.getSpec().getTask()))
        .findFirst().map(task -> "an outdated spec: " + TaskRules.told(task));
  }

  private static Set<String> active(StoreView view) {
    return new TreeSet<>(view.all(Table.NODE).stream()
        .filter(node -> node.getSpec().getAvailability() == Availability.ACTIVE).map(Node::getId).toList());
  }

  private static Optional<String> tasks(StoreView view) {
    Set<String> active = active(view);
    return view.all(Table.TASK).stream().flatMap(task -> task(view, task, active).stream()).findFirst();
  }

  private static Optional<String> task(StoreView view, Task task, Set<String> active) {
    if (view.get(Table.SERVICE, task.getServiceId()).isEmpty()) {
      return Optional.of("the service is gone, but not " + TaskRules.told(task));
    }
    if (!TaskStates.wanted(task)) {
      return TaskStates.onAgent(task) || TaskStates.removable(task)
          ? Optional.of("not stopped or not removed: " + TaskRules.told(task)) : Optional.empty();
    }
    boolean well = task.getStatus().getState() == TaskState.RUNNING
        && task.getDesiredState() == TaskState.RUNNING && active.contains(task.getNodeId());
    return well ? Optional.empty() : Optional.of("not running as it should: " + TaskRules.told(task));
  }

  private static Optional<String> machines(StoreView view, Map<String, Set<String>> runningByNode) {
    for (Map.Entry<String, Set<String>> machine : runningByNode.entrySet()) {
      Set<String> wanted = new TreeSet<>(view.find(Index.TASK_BY_NODE, machine.getKey()).stream()
          .filter(TaskStates::wanted).map(Task::getId).toList());
      if (!wanted.equals(machine.getValue())) {
        return Optional.of(machine.getKey() + " runs " + machine.getValue() + " and not " + wanted);
      }
    }
    return Optional.empty();
  }
}
