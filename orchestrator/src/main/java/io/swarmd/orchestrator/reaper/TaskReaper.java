package io.swarmd.orchestrator.reaper;

import io.swarmd.api.Cluster;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.slot.Slots;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes tasks that have stopped and are to vanish, tasks of removed nodes that belong to no service, and what a
 * slot's history has too much. Each deletion is a unit of its own, its key the task's id.
 *
 * <p>Works in ticks: a quarter of a second after the first event, or at once when much has gathered. What it remembers
 * is bounded by the tasks and slots there are.
 */
public final class TaskReaper implements ControlLoop {

  static final Duration TICK = Duration.ofMillis(250);
  /** With more than this many slots and tasks to look at it does not wait for the tick. */
  static final int BATCH = 1_000;
  private static final String CLUSTER_NAME = "default";

  private final Set<Slot> dirty = new LinkedHashSet<>();
  private final Set<String> stopped = new LinkedHashSet<>();
  /** Slots with more than they may have, of which nothing can be deleted before a task of theirs ends. */
  private final Set<Slot> crowded = new HashSet<>();
  private final Set<String> inFlight = new HashSet<>();
  private Optional<Instant> tick = Optional.empty();

  @Override
  public String name() {
    return "task-reaper";
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    dirty.clear();
    stopped.clear();
    crowded.clear();
    inFlight.clear();
    tick = Optional.empty();
    List<Unit> units = new ArrayList<>();
    snapshot.all(Table.TASK).stream().filter(TaskReaper::ended).forEach(task -> delete(task, units));
    return units;
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    for (Change<?> change : committed.changes()) {
      switch (change.object()) {
        case Task task -> taskChanged(task, change, committed.after(), now);
        case Cluster cluster when change instanceof Change.Updated<?> -> arm(now);
        default -> { }
      }
    }
    return dirty.size() + stopped.size() > BATCH ? reap(committed.after()) : List.of();
  }

  private void taskChanged(Task task, Change<?> change, StoreView view, Instant now) {
    Slot slot = Slots.of(task, view);
    if (change instanceof Change.Deleted<?>) {
      stopped.remove(task.getId());
      return;
    }
    if (change instanceof Change.Created<?> && !task.getServiceId().isEmpty()
        || (TaskStates.terminal(task) || !TaskStates.wanted(task)) && crowded.remove(slot)) {
      dirty.add(slot);
    }
    if (ended(task) && !inFlight.contains(task.getId())) {
      stopped.add(task.getId());
    }
    arm(now);
  }

  private void arm(Instant now) {
    if (tick.isEmpty()) {
      tick = Optional.of(now.plus(TICK));
    }
  }

  /** Whether the task is to be deleted whatever its history. */
  private static boolean ended(Task task) {
    return TaskStates.removable(task)
        || task.getServiceId().isEmpty() && TaskStates.observed(task) == TaskState.ORPHANED_VALUE;
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    return tick.filter(at -> !at.isAfter(now)).isPresent() ? reap(snapshot) : List.of();
  }

  private List<Unit> reap(StoreView view) {
    tick = Optional.empty();
    List<Unit> units = new ArrayList<>();
    for (String id : stopped) {
      view.get(Table.TASK, id).filter(TaskReaper::ended).ifPresent(task -> delete(task, units));
    }
    stopped.clear();
    Optional<Cluster> cluster = view.byName(Table.CLUSTER, CLUSTER_NAME).stream().findFirst();
    for (Slot slot : dirty) {
      view.get(Table.SERVICE, slot.serviceId()).ifPresent(service -> thin(slot, service, cluster, view, units));
    }
    dirty.clear();
    return units;
  }

  private void thin(Slot slot, Service service, Optional<Cluster> cluster, StoreView view, List<Unit> units) {
    List<Task> tasks = Slots.tasks(slot, view)
        .stream().filter(task -> !inFlight.contains(task.getId())).toList();
    HistoryRule.Verdict verdict = HistoryRule.of(tasks, HistoryRule.limit(cluster, service));
    verdict.delete().forEach(task -> delete(task, units));
    if (verdict.crowded()) {
      crowded.add(slot);
    }
  }

  private void delete(Task task, List<Unit> units) {
    if (inFlight.add(task.getId())) {
      units.add(Unit.of(task.getId(), new Unit.Delete<>(Table.TASK, task.getId(), Table.TASK.version(task))));
    }
  }

  @Override
  public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
    inFlight.remove(unit.key());
    if (!(outcome instanceof Outcome.Committed)) {
      snapshot.get(Table.TASK, unit.key()).ifPresent(task -> lookAgain(task, snapshot, now));
    }
    return List.of();
  }

  private void lookAgain(Task task, StoreView view, Instant now) {
    stopped.add(task.getId());
    if (!task.getServiceId().isEmpty()) {
      dirty.add(Slots.of(task, view));
    }
    arm(now);
  }

  @Override
  public Optional<Instant> nextWake() {
    return tick;
  }
}
