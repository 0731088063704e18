package io.swarmd.simulation.check;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether one service has the tasks it asks for (orchestration sheet, sections 3 to 6, 9 and 10): each slot one that
 * runs, or one that ended and may not be replaced; all up to date, unless the update is paused or has to wait.
 */
final class ServiceGoal {

  private static final Set<UpdateState> PAUSED = EnumSet.of(UpdateState.PAUSED, UpdateState.ROLLBACK_PAUSED);
  private static final Set<UpdateState> UNDER_WAY = EnumSet.of(UpdateState.UPDATING, UpdateState.ROLLBACK_STARTED);

  private final StoreView view;
  private final Service service;
  private final String name;
  /** For each slot the tasks meant to run, else the one that ended and holds it; slots without either are left out. */
  private final Map<Slot, List<Task>> standing;
  /** Whether some task cannot come up as things are, which an update waits for. */
  private final boolean waits;

  ServiceGoal(StoreView view, Claims claims, Service service) {
    this.view = view;
    this.service = service;
    this.name = service.getSpec().getAnnotations().getName() + " (" + service.getId() + ")";
    this.standing = view.find(Index.TASK_BY_SERVICE, service.getId()).stream()
        .collect(Collectors.groupingBy(Slot::of));
    standing.replaceAll((slot, tasks) -> standing(tasks));
    standing.values().removeIf(List::isEmpty);
    this.waits = standing.values().stream().anyMatch(tasks -> Waiting.rightly(view, claims, service, tasks));
  }

  /** Which of those that ended is the newest is a matter of clocks, which are wrong here. */
  private static List<Task> standing(List<Task> tasks) {
    List<Task> wanted = tasks.stream().filter(TaskStates::wanted).toList();
    return !wanted.isEmpty() ? wanted : tasks.stream().filter(ServiceGoal::holdsItsSlot).limit(1).toList();
  }

  /** Whether the task may have no replacement; how many attempts it had cannot be told from what is stored. */
  private static boolean holdsItsSlot(Task ended) {
    RestartPolicy policy = ended.getSpec().getRestart();
    boolean never = policy.getCondition() == RestartCondition.NONE
        || policy.getCondition() == RestartCondition.ON_FAILURE && ended.getStatus().getState() == TaskState.COMPLETE;
    return ended.getSpec().hasRestart() && !TaskStates.leaving(ended) && (never || policy.getMaxAttempts() > 0);
  }

  Optional<String> missing() {
    return status().or(this::slots).or(this::tooMany).or(this::outdated).map(text -> name + " " + text);
  }

  private UpdateState state() {
    return service.getUpdateStatus().getState();
  }

  private Optional<String> status() {
    return UNDER_WAY.contains(state()) && !waits ? Optional.of("is " + state() + " for ever") : Optional.empty();
  }

  private Optional<String> slots() {
    if (ServiceMode.of(service) == ServiceMode.GLOBAL) {
      return nodes();
    }
    long replicas = service.getSpec().getReplicated().getReplicas();
    return standing.size() == replicas ? Optional.empty()
        : Optional.of("has " + standing.size() + " slots of " + replicas);
  }

  private Optional<String> nodes() {
    Set<String> has = new TreeSet<>(standing.keySet().stream().map(Slot::nodeId).toList());
    Set<String> asks = new TreeSet<>(view.all(Table.NODE).stream().filter(this::suits).map(Node::getId).toList());
    Set<String> runsOn = new TreeSet<>(standing.entrySet().stream()
        .filter(slot -> slot.getValue().stream().anyMatch(TaskStates::wanted)).map(slot -> slot.getKey().nodeId())
        .toList());
    return has.containsAll(asks) && asks.containsAll(runsOn) ? Optional.empty()
        : Optional.of("stands on " + has + ", is to run on " + runsOn + ", and not on each of " + asks);
  }

  private boolean suits(Node node) {
    return node.getSpec().getAvailability() == Availability.ACTIVE && Placement.meets(service, node);
  }

  /** A paused update leaves old and new in a slot; one that waits for the new one, too. */
  private Optional<String> tooMany() {
    int most = PAUSED.contains(state()) || UNDER_WAY.contains(state()) ? 2 : 1;
    return standing.values().stream().filter(tasks -> tasks.size() > most).findFirst()
        .map(tasks -> "has " + tasks.size() + " tasks in one slot: " + told(tasks));
  }

  private Optional<String> outdated() {
    if (PAUSED.contains(state()) || UNDER_WAY.contains(state())) {
      return Optional.empty();
    }
    List<Task> outdated = standing.values().stream().flatMap(List::stream)
        .filter(task -> TaskStates.wanted(task) && dirty(task)).toList();
    return outdated.isEmpty() ? Optional.empty() : Optional.of("is outdated: " + told(outdated));
  }

  private boolean dirty(Task task) {
    if (task.getSpecVersion().equals(service.getSpecVersion())) {
      return false;
    }
    boolean samePlacement = task.getSpec().getPlacement().equals(service.getSpec().getTask().getPlacement());
    boolean stays = view.get(Table.NODE, task.getNodeId()).filter(node -> Placement.meets(service, node)).isPresent();
    return !sameButPlacement(service, task) || !samePlacement && !stays;
  }

  /** Whether the task is what the service asks for, wherever it may run. */
  static boolean sameButPlacement(Service service, Task task) {
    return withoutPlacement(task.getSpec()).equals(withoutPlacement(service.getSpec().getTask()))
        && task.getEndpoint().getSpec().equals(service.getSpec().getEndpoint());
  }

  private static TaskSpec withoutPlacement(TaskSpec spec) {
    return spec.toBuilder().clearPlacement().build();
  }

  private static String told(List<Task> tasks) {
    return tasks.stream().map(TaskRules::told).collect(Collectors.joining(", "));
  }
}
