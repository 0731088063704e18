package io.swarmd.orchestrator.work;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Index;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The writes units are made of, each with what it was decided on. */
public final class Writes {

  private Writes() {}

  public static Unit.Write create(Task task) {
    return new Unit.Create<>(Table.TASK, task);
  }

  public static Unit.Write delete(Task task) {
    return new Unit.Delete<>(Table.TASK, task.getId(), Table.TASK.version(task));
  }

  /** A conflict once the task is changed. */
  public static Unit.Write unchanged(Task task) {
    return new Unit.Expect<>(Table.TASK, task.getId(), Table.TASK.version(task));
  }

  /** Raises the desired state of those tasks that want less. */
  public static List<Unit.Write> desire(Collection<Task> tasks, TaskState desired) {
    return tasks.stream().filter(task -> TaskStates.desired(task) < desired.getNumber())
        .<Unit.Write>map(task -> new Unit.Update<>(Table.TASK, TaskStates.desire(task, desired))).toList();
  }

  /** Lets tasks that were prepared start, if nobody told them to end by now. */
  public static List<Unit.Write> start(Collection<Task> tasks) {
    return tasks.stream().flatMap(task -> desire(List.of(task), TaskStates.goal(task)).stream()).toList();
  }

  /**
   * A conflict once the service asks for something else. Its version is no measure: the allocator writes addresses
   * into the service while its tasks are made.
   */
  public static Unit.Write asksTheSame(Service service) {
    return new Unit.Require("service " + service.getId() + " asks for the same", head ->
        head.get(Table.SERVICE, service.getId()).filter(now -> asksTheSame(service, now)).isPresent());
  }

  /** Whether both ask for the same tasks, under the same spec version; of jobs, in the same iteration. */
  public static boolean asksTheSame(Service one, Service other) {
    return one.getSpecVersion().equals(other.getSpecVersion()) && one.getSpec().equals(other.getSpec())
        && one.getJobStatus().getJobIteration().equals(other.getJobStatus().getJobIteration());
  }

  /** A conflict once other tasks than these are meant to run in the slot. */
  public static Unit.Write heldBy(Slot slot, Collection<Task> tasks) {
    String key = Index.slotKey(slot.serviceId(), slot.number(), slot.nodeId());
    Set<String> ids = tasks.stream().map(Task::getId).collect(Collectors.toUnmodifiableSet());
    return new Unit.Require("slot " + key + " is held by the tasks it was", head ->
        head.find(Index.TASK_BY_SLOT, key).stream().filter(TaskStates::wanted).map(Task::getId)
            .collect(Collectors.toSet()).equals(ids));
  }

  /** A conflict once the slot has a task that is meant to run. */
  public static Unit.Write free(Slot slot) {
    String key = Index.slotKey(slot.serviceId(), slot.number(), slot.nodeId());
    return new Unit.Require("slot " + key + " is free", head ->
        head.find(Index.TASK_BY_SLOT, key).stream().noneMatch(TaskStates::wanted));
  }
}
