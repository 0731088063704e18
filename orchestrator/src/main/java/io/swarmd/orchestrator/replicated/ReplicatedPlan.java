package io.swarmd.orchestrator.replicated;

import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What brings a replicated service to its number of replicas (orchestration sheet, section 5).
 *
 * @param create numbers of the slots that get a new task
 * @param keep the slots that stay, in the order in which an update goes through them
 * @param remove tasks by slot that are to vanish: of the slots too many, and of dead slots
 */
public record ReplicatedPlan(List<Long> create, List<ReplicaSlot> keep, Map<Long, List<Task>> remove) {

  /**
   * @param tasks all tasks of the service
   * @param updatable gives the tasks that stand for a slot, none for a dead one
   */
  public static ReplicatedPlan of(long replicas, Collection<Task> tasks, UnaryOperator<List<Task>> updatable) {
    TreeMap<Long, List<Task>> slots =
        tasks.stream().collect(Collectors.groupingBy(Task::getSlot, TreeMap::new, Collectors.toList()));
    List<ReplicaSlot> runnable = new ArrayList<>();
    TreeMap<Long, List<Task>> dead = new TreeMap<>();
    slots.forEach((number, all) -> {
      List<Task> standing = updatable.apply(all);
      if (standing.isEmpty()) {
        dead.put(number, all);
      } else {
        runnable.add(new ReplicaSlot(number, standing, all));
      }
    });
    return replicas < runnable.size() ? shrink((int) replicas, runnable, dead) : fill(replicas, runnable, dead);
  }

  private static ReplicatedPlan fill(long replicas, List<ReplicaSlot> runnable, TreeMap<Long, List<Task>> dead) {
    List<Long> create = lowestFree(replicas - runnable.size(), runnable);
    // A dead slot taken up again keeps its history.
    create.forEach(dead::remove);
    return new ReplicatedPlan(create, runnable, leaving(dead));
  }

  private static ReplicatedPlan shrink(int replicas, List<ReplicaSlot> runnable, TreeMap<Long, List<Task>> dead) {
    List<ReplicaSlot> ordered = ScaleDownOrder.keepFirst(runnable);
    ordered.subList(replicas, ordered.size()).forEach(slot -> dead.put(slot.number(), slot.all()));
    return new ReplicatedPlan(List.of(), ordered.subList(0, replicas), leaving(dead));
  }

  private static List<Long> lowestFree(long count, List<ReplicaSlot> runnable) {
    Set<Long> taken = runnable.stream().map(ReplicaSlot::number).collect(Collectors.toCollection(HashSet::new));
    List<Long> free = new ArrayList<>((int) count);
    for (long number = 1; free.size() < count; number++) {
      if (!taken.contains(number)) {
        free.add(number);
      }
    }
    return free;
  }

  /** Those not told to go yet. */
  private static Map<Long, List<Task>> leaving(TreeMap<Long, List<Task>> slots) {
    slots.replaceAll((number, tasks) -> tasks.stream().filter(task -> !TaskStates.leaving(task)).toList());
    slots.values().removeIf(List::isEmpty);
    return slots;
  }
}
