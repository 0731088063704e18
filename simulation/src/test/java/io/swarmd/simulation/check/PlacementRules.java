package io.swarmd.simulation.check;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** At the moment a task is given a node, the node can hold it (scheduling sheet, 2.1). */
final class PlacementRules {

  private final Violations violations;

  PlacementRules(Violations violations) {
    this.violations = violations;
  }

  void check(ChangeSet committed) {
    Set<String> later = committed.changes().stream().filter(PlacementRules::places).map(Change::id)
        .collect(Collectors.toCollection(HashSet::new));
    for (Change<?> change : committed.changes()) {
      if (later.remove(change.id()) && change.object() instanceof Task task) {
        check(task, committed.after(), later);
      }
    }
  }

  /** @param later those that are placed in the same moment, but after this one */
  private void check(Task task, StoreView after, Set<String> later) {
    Optional<Node> node = after.get(Table.NODE, task.getNodeId());
    Optional<String> refusal = node.isEmpty() ? Optional.of("its node is gone")
        : Placement.refusal(after, task, node.get(), other -> !later.contains(other.getId()));
    refusal.ifPresent(why -> violations.add("misplaced, as " + why + ": " + TaskRules.told(task)));
    node.flatMap(there -> GenericRoom.wronglyGiven(there, task))
        .ifPresent(why -> violations.add(TaskRules.told(task) + " " + why));
  }

  private static boolean places(Change<?> change) {
    return change instanceof Change.Updated<?> updated && updated.object() instanceof Task task
        && placed((Task) updated.old(), task);
  }

  private static boolean placed(Task before, Task now) {
    return now.getStatus().getState() == TaskState.ASSIGNED && before.getStatus().getState() != TaskState.ASSIGNED;
  }
}
