package io.swarmd.orchestrator.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import io.swarmd.orchestrator.LoopRig;
import io.swarmd.store.Table;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a service that is no job has once all is at rest: one running task, as asked for, in each slot or on each node,
 * or one that ended and may not be replaced. Only where an update is paused may there be two, or old ones.
 */
final class AtRest {

  private static final Set<UpdateState> UNDER_WAY = EnumSet.of(UpdateState.UPDATING, UpdateState.ROLLBACK_STARTED);
  private static final Set<UpdateState> PAUSED = EnumSet.of(UpdateState.PAUSED, UpdateState.ROLLBACK_PAUSED);

  private final Service service;
  private final TaskDrift drift;
  private final Map<String, List<Task>> slots;

  AtRest(LoopRig rig, Service service) {
    this.service = service;
    this.drift = new TaskDrift(service, id -> rig.view().get(Table.NODE, id));
    this.slots = rig.tasks(service.getId())
        .collect(Collectors.groupingBy(AtRest::place, TreeMap::new, Collectors.toList()));
    slots.replaceAll((slot, tasks) -> standing(tasks));
    slots.values().removeIf(List::isEmpty);
  }

  private static String place(Task task) {
    Slot slot = Slot.of(task);
    return slot.nodeId().isEmpty() ? Long.toString(slot.number()) : slot.nodeId();
  }

  private static List<Task> standing(List<Task> tasks) {
    List<Task> wanted = tasks.stream().filter(TaskStates::wanted).toList();
    return !wanted.isEmpty() ? wanted
        : tasks.stream().filter(task -> !TaskStates.leaving(task)).max(TaskTime.FIRST_MADE_FIRST)
            .filter(AtRest::mayStayEnded).stream().toList();
  }

  /** How many attempts a slot had cannot be told from the tasks that are left. */
  private static boolean mayStayEnded(Task newest) {
    return mayStayEnded(newest.getSpec().getRestart(), TaskStates.completed(newest));
  }

  /** Whether the policy may leave a task that ended, well or badly, without a replacement. */
  static boolean mayStayEnded(RestartPolicy policy, boolean well) {
    return policy.getCondition() == RestartCondition.NONE || policy.getMaxAttempts() > 0
        || policy.getCondition() == RestartCondition.ON_FAILURE && well;
  }

  void check() {
    UpdateState update = service.getUpdateStatus().getState();
    assertThat(UNDER_WAY).as("an update for ever").doesNotContain(update);
    boolean paused = PAUSED.contains(update);
    assertThat(slots.keySet()).containsAll(places());
    assertThat(slots.keySet()).hasSameSizeAs(places());
    slots.forEach((slot, tasks) -> assertThat(tasks).as("slot " + slot).hasSizeBetween(1, paused ? 2 : 1)
        .allSatisfy(task -> {
          assertThat(paused || !drift.dirty(task)).as("up to date").isTrue();
          assertThat(!TaskStates.wanted(task) || task.getStatus().getState() == TaskState.RUNNING).isTrue();
        }));
  }

  /** Replicated services may have any numbers, but as many as they ask for. */
  private Set<String> places() {
    if (ServiceMode.of(service) == ServiceMode.GLOBAL) {
      return new TreeSet<>(Turmoil.NODES);
    }
    long replicas = service.getSpec().getReplicated().getReplicas();
    return slots.size() == replicas ? slots.keySet()
        : LongStream.rangeClosed(1, replicas).mapToObj(Long::toString).collect(Collectors.toCollection(TreeSet::new));
  }
}
