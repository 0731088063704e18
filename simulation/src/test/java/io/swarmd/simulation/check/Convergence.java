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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether the cluster is as it was asked to be. Pure. */
public final class Convergence {

  private final StoreView view;
  private final Claims claims;

  /** @param claims as they are in the view */
  public Convergence(StoreView view, Claims claims) {
    this.view = view;
    this.claims = claims;
  }

  /**
   * What is still missing; empty when all is as it should be.
   *
   * @param runningByNode what really runs on each machine
   */
  public Optional<String> missing(Map<String, Set<String>> runningByNode) {
    return nodes(runningByNode.keySet()).or(this::services).or(this::tasks).or(this::overfull)
        .or(() -> machines(runningByNode));
  }

  private Optional<String> nodes(Set<String> machines) {
    Set<String> ready = new TreeSet<>();
    view.all(Table.NODE).stream().filter(node -> node.getStatus().getState() == NodeStatus.State.READY)
        .forEach(node -> ready.add(node.getId()));
    return ready.equals(machines) && view.all(Table.NODE).size() == machines.size() ? Optional.empty()
        : Optional.of("nodes ready are " + ready + " and not " + machines);
  }

  private Optional<String> services() {
    return view.all(Table.SERVICE).stream()
        .flatMap(service -> missing(service).stream()).findFirst();
  }

  private Optional<String> missing(Service service) {
    return ServiceMode.of(service).job()
        ? new JobGoal(view, claims, service).missing() : new ServiceGoal(view, claims, service).missing();
  }

  /**
   * What could be spread more evenly; empty when nothing could. A leader may leave out nodes on which a task failed, as
   * long as it remembers them.
   */
  public Optional<String> uneven() {
    return view.all(Table.SERVICE).stream()
        .flatMap(service -> new Evenness(view, service).lacking().stream()).findFirst();
  }

  private Optional<String> overfull() {
    return view.all(Table.NODE).stream().flatMap(node -> Placement.overfull(view, node).stream()).findFirst();
  }

  private Optional<String> tasks() {
    return view.all(Table.TASK).stream().flatMap(task -> task(task).stream()).findFirst();
  }

  private Optional<String> task(Task task) {
    Optional<Service> service = view.get(Table.SERVICE, task.getServiceId());
    if (service.isEmpty()) {
      return Optional.of("the service is gone, but not " + TaskRules.told(task));
    }
    if (!TaskStates.wanted(task)) {
      return TaskStates.onAgent(task) || TaskStates.removable(task)
          ? Optional.of("not stopped or not removed: " + TaskRules.told(task)) : Optional.empty();
    }
    boolean done = TaskStates.completed(task) && task.hasJobIteration();
    return done || well(task) || Waiting.rightly(view, claims, service.get(), task)
        ? Optional.empty() : Optional.of("not running as it should: " + TaskRules.told(task));
  }

  private boolean well(Task task) {
    return task.getStatus().getState() == TaskState.RUNNING && task.getDesiredState() == TaskState.RUNNING
        && view.get(Table.NODE, task.getNodeId()).filter(Convergence::active).isPresent();
  }

  private static boolean active(Node node) {
    return node.getSpec().getAvailability() == Availability.ACTIVE;
  }

  private Optional<String> machines(Map<String, Set<String>> runningByNode) {
    for (Map.Entry<String, Set<String>> machine : runningByNode.entrySet()) {
      Set<String> wanted = new TreeSet<>(view.find(Index.TASK_BY_NODE, machine.getKey()).stream()
          .filter(task -> TaskStates.wanted(task) && TaskStates.onAgent(task)).map(Task::getId).toList());
      if (!wanted.equals(machine.getValue())) {
        return Optional.of(machine.getKey() + " runs " + machine.getValue() + " and not " + wanted);
      }
    }
    return Optional.empty();
  }
}
