package io.swarmd.simulation.check;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskMover;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTransitions;
import io.swarmd.model.update.UpdateRule;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Index;
import io.swarmd.store.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of tasks after every committed change (orchestration sheet, 2.2 and 2.3). */
final class TaskRules {

  private final Writers writers;
  private final Violations violations;
  private final Set<String> everCreated = new HashSet<>();

  TaskRules(Writers writers, Violations violations) {
    this.writers = writers;
    this.violations = violations;
  }

  void check(ChangeSet committed) {
    for (Change<?> change : committed.changes()) {
      switch (change) {
        case Change.Created<?> created when created.object() instanceof Task task -> created(task);
        case Change.Updated<?> updated when updated.object() instanceof Task task ->
            updated((Task) updated.old(), task);
        case Change.Deleted<?> deleted when deleted.object() instanceof Task task -> deleted(task);
        default -> { }
      }
    }
    committed.changes().stream().filter(Change.Created.class::isInstance).map(Change::object)
        .filter(Task.class::isInstance).map(Task.class::cast).forEach(task -> oneInSlot(task, committed));
  }

  private void created(Task task) {
    if (!everCreated.add(task.getId())) {
      violations.add("task id " + task.getId() + " was given twice");
    }
    Set<Part> by = writers.creators(task);
    if (by.stream().flatMap(part -> part.movers().stream())
        .noneMatch(mover -> TaskTransitions.mayBegin(mover, task.getStatus().getState()))) {
      violations.add("a task was created by " + by + ": " + told(task));
    }
    placed(task);
  }

  private void updated(Task old, Task task) {
    if (TaskStates.observed(task) < TaskStates.observed(old)) {
      violations.add("the observed state went down from " + told(old) + " to " + told(task));
    }
    if (TaskStates.desired(task) < TaskStates.desired(old)) {
      violations.add("the desired state went down from " + told(old) + " to " + told(task));
    }
    if (!old.getNodeId().isEmpty() && !old.getNodeId().equals(task.getNodeId())) {
      violations.add("the node changed from " + told(old) + " to " + told(task));
    }
    placed(task);
    owned(old, task);
  }

  private void placed(Task task) {
    TaskState state = task.getStatus().getState();
    if (!TaskStates.unassigned(task) && state != TaskState.REJECTED && task.getNodeId().isEmpty()
        && state != TaskState.SHUTDOWN && state != TaskState.ORPHANED) {
      violations.add("a task without a node: " + told(task));
    }
  }

  /** Each transition has one owner, and desired states and nodes have theirs. */
  private void owned(Task old, Task task) {
    Set<Part> by = writers.updaters(old, task);
    TaskState from = old.getStatus().getState();
    TaskState to = task.getStatus().getState();
    Set<TaskMover> movers = by.stream().flatMap(part -> part.movers().stream()).collect(Collectors.toSet());
    if (from != to && movers.stream().noneMatch(mover -> TaskTransitions.allowed(mover, from, to))) {
      violations.add("from " + from + " to " + to + " by " + by + ": " + told(task));
    }
    if (old.getDesiredState() != task.getDesiredState() && !by.contains(Part.ORCHESTRATOR)) {
      violations.add("the desired state was changed by " + by + ": " + told(task));
    }
    if (!old.getNodeId().equals(task.getNodeId()) && !by.contains(Part.SCHEDULER)) {
      violations.add("the node was changed by " + by + ": " + told(task));
    }
  }

  private void deleted(Task task) {
    writers.forget(task.getId());
    if (TaskStates.onAgent(task)) {
      violations.add("a task was deleted that may still run: " + told(task));
    }
  }

  /**
   * A new task takes the place of another in its slot, or joins it while an update starts it first or the slot moves;
   * there are never three (orchestration sheet, 3.7 and 10.2). Of jobs see {@link JobRules}.
   */
  private void oneInSlot(Task task, ChangeSet committed) {
    if (!TaskStates.wanted(task) || task.hasJobIteration()) {
      return;
    }
    Slot slot = Slot.of(task);
    List<Task> wanted = committed.after().find(Index.TASK_BY_SLOT,
        Index.slotKey(task.getServiceId(), slot.number(), slot.nodeId())).stream().filter(TaskStates::wanted).toList();
    boolean replaces = committed.changes().stream().anyMatch(change -> leaves(change, slot));
    if (wanted.size() > 2 || wanted.size() == 2 && !replaces && !joins(task, committed)) {
      violations.add(wanted.size() + " tasks are meant to run in one slot: "
          + wanted.stream().map(TaskRules::told).collect(Collectors.joining(", ")));
    }
  }

  private static boolean leaves(Change<?> change, Slot slot) {
    return change instanceof Change.Updated<?> updated && updated.old() instanceof Task old
        && Slot.of(old).equals(slot) && TaskStates.wanted(old) && !TaskStates.wanted((Task) updated.object());
  }

  /** Of the service after or before: the transaction may end the update too, as units are packed together. */
  private static boolean joins(Task task, ChangeSet committed) {
    Stream<Service> now = committed.after().get(Table.SERVICE, task.getServiceId()).stream();
    Stream<Service> before = committed.changes().stream().filter(Change.Updated.class::isInstance)
        .map(change -> ((Change.Updated<?>) change).old()).filter(Service.class::isInstance).map(Service.class::cast)
        .filter(service -> service.getId().equals(task.getServiceId()));
    return Stream.concat(now, before).anyMatch(service ->
        Moves.newcomer(task, service) || UpdateRule.of(service).order() == UpdateOrder.START_FIRST);
  }

  static String told(Task task) {
    return task.getId() + " of " + task.getServiceId() + " slot " + task.getSlot() + " on '" + task.getNodeId()
        + "' is " + task.getStatus().getState() + ", desired " + task.getDesiredState();
  }
}
