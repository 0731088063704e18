package io.swarmd.simulation.check;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.update.UpdateRule;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tasks on their way to other nodes (docs/labels.md): only services that ask for it move; no more slots are in motion
 * than the service's updates may work on; and the old task stops once the new one is there, not before.
 */
final class Moves {

  private static final int MOST_AT_ONCE = 100;

  private final Violations violations;
  private final Set<String> newcomers = new HashSet<>();

  Moves(Violations violations) {
    this.violations = violations;
  }

  /** Whether the task was made for a node to which its slot is to move. */
  static boolean newcomer(Task task, Service service) {
    return ServiceMode.of(service) == ServiceMode.REPLICATED && !task.getNodeId().isEmpty()
        && TaskStates.observed(task) == TaskState.NEW_VALUE;
  }

  void check(ChangeSet committed) {
    StoreView after = committed.after();
    newcomers.removeIf(id -> after.get(Table.TASK, id).filter(task -> inMotion(task, after)).isEmpty());
    for (Change<?> change : committed.changes()) {
      if (!(change.object() instanceof Task task)) {
        continue;
      }
      Optional<Service> service = after.get(Table.SERVICE, task.getServiceId());
      if (change instanceof Change.Created<?>) {
        service.filter(it -> newcomer(task, it)).ifPresent(it -> begins(it, task, after));
      } else if (change instanceof Change.Updated<?> updated && service.isPresent()
          && updated.old() instanceof Task old && TaskStates.wanted(old) && !TaskStates.wanted(task)) {
        stops(service.get(), task, after);
      }
    }
  }

  private void begins(Service service, Task task, StoreView after) {
    newcomers.add(task.getId());
    if (!ServiceOption.REBALANCE.isOn(service.getSpec())) {
      violations.add("moves without being asked to: " + TaskRules.told(task));
    }
    int most = Math.min(MOST_AT_ONCE, UpdateRule.of(service).parallelism());
    long moving = after.find(Index.TASK_BY_SERVICE, service.getId()).stream()
        .filter(other -> newcomers.contains(other.getId())).count();
    if (moving > most) {
      violations.add(moving + " slots are in motion and not at most " + most + ": " + TaskRules.told(task));
    }
  }

  private static boolean inMotion(Task newcomer, StoreView after) {
    return TaskStates.wanted(newcomer) && !TaskStates.terminal(newcomer)
        && (TaskStates.observed(newcomer) < TaskState.RUNNING_VALUE || wanted(newcomer, after).size() > 1);
  }

  private static List<Task> wanted(Task task, StoreView after) {
    return after.find(Index.TASK_BY_SLOT, Index.slotKey(task.getServiceId(), task.getSlot(), "")).stream()
        .filter(TaskStates::wanted).toList();
  }

  private void stops(Service service, Task old, StoreView after) {
    if (TaskStates.terminal(old) || newcomers.contains(old.getId())
        || NodeFitness.losesTasks(after.get(Table.NODE, old.getNodeId()))) {
      return;
    }
    boolean startsFirst = UpdateRule.of(service).order() == UpdateOrder.START_FIRST;
    if (!startsFirst && new TaskDrift(service, id -> after.get(Table.NODE, id)).dirty(old)) {
      // An update has come to the slot, which stops what it replaces before anything else.
      return;
    }
    int enough = startsFirst ? TaskState.RUNNING_VALUE : TaskState.READY_VALUE;
    wanted(old, after).stream().filter(task -> newcomers.contains(task.getId())
            && task.getSpecVersion().equals(service.getSpecVersion()) && TaskStates.observed(task) < enough)
        .forEach(task -> violations.add(
            "stopped before the other was there: " + TaskRules.told(old) + ", " + TaskRules.told(task)));
  }

  /** Forgets what is in motion, when changes were missed. */
  void forget() {
    newcomers.clear();
  }
}
