package io.swarmd.orchestrator.restart;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** All delayed starts, in the order in which they fall due. At most one a task. */
public final class DelayedStarts {

  private final Map<String, DelayedStart> byTask = new HashMap<>();
  private final TreeSet<DelayedStart> queue =
      new TreeSet<>(Comparator.comparing(DelayedStart::dueAt).thenComparing(DelayedStart::taskId));
  private final Map<String, Set<String>> byAwaitedTask = new HashMap<>();
  private final Map<String, Set<String>> byAwaitedNode = new HashMap<>();
  /** Those whose time has come and that are not released yet. */
  private final Set<String> due = new HashSet<>();

  /** Takes up a start, in place of an earlier one of the same task. What is awaited may have stopped by now. */
  public void add(DelayedStart start, StoreView view) {
    cancel(start.taskId());
    put(start.awaited().filter(awaited -> stopped(awaited, view)).isPresent() ? start.awaitingNothing() : start);
  }

  /**
   * Takes up the start of a task that is found prepared and waiting, and that nobody here remembers: a former leader
   * made it, or it was written after its outcome was given up as unknown.
   */
  public void adopt(Task task, Slot slot, Instant now) {
    boolean waits = TaskStates.desired(task) == TaskState.READY_VALUE
        && TaskStates.observed(task) <= TaskState.COMPLETE_VALUE;
    if (waits && !byTask.containsKey(task.getId())) {
      put(DelayedStart.found(task, slot, now));
    }
  }

  private static boolean stopped(DelayedStart.Awaited awaited, StoreView view) {
    Optional<Task> task = view.get(Table.TASK, awaited.taskId());
    if (task.isEmpty() || TaskStates.terminal(task.get())) {
      return true;
    }
    Optional<Node> node = view.get(Table.NODE, awaited.nodeId());
    return !awaited.nodeId().isEmpty() && (node.isEmpty() || NodeFitness.down(node.get()));
  }

  /** Ends the waits for a task that was seen stopped. */
  public void taskStopped(String taskId) {
    endWaits(byAwaitedTask.remove(taskId));
  }

  /** Ends the waits for tasks on a node that is down or gone. */
  public void nodeLost(String nodeId) {
    endWaits(byAwaitedNode.remove(nodeId));
  }

  private void endWaits(Set<String> waiting) {
    for (String taskId : waiting == null ? List.<String>of() : List.copyOf(waiting)) {
      DelayedStart start = byTask.get(taskId);
      cancel(taskId);
      put(start.awaitingNothing());
    }
  }

  public void cancel(String taskId) {
    due.remove(taskId);
    DelayedStart start = byTask.remove(taskId);
    if (start != null) {
      queue.remove(start);
      start.awaited().ifPresent(awaited -> {
        drop(byAwaitedTask, awaited.taskId(), taskId);
        drop(byAwaitedNode, awaited.nodeId(), taskId);
      });
    }
  }

  private void put(DelayedStart start) {
    byTask.put(start.taskId(), start);
    queue.add(start);
    start.awaited().ifPresent(awaited -> {
      byAwaitedTask.computeIfAbsent(awaited.taskId(), id -> new HashSet<>()).add(start.taskId());
      byAwaitedNode.computeIfAbsent(awaited.nodeId(), id -> new HashSet<>()).add(start.taskId());
    });
  }

  private static void drop(Map<String, Set<String>> index, String key, String taskId) {
    index.computeIfPresent(key, (id, tasks) -> tasks.remove(taskId) && tasks.isEmpty() ? null : tasks);
  }

  /** The slots of the starts that fall due by now; each is told once. */
  public List<Slot> fallDue(Instant now) {
    List<Slot> slots = new ArrayList<>();
    while (!queue.isEmpty() && !queue.first().dueAt().isAfter(now)) {
      DelayedStart start = queue.pollFirst();
      due.add(start.taskId());
      slots.add(start.slot());
    }
    return slots;
  }

  /** Whether the task waits and its time has not come. */
  public boolean waiting(String taskId) {
    return byTask.containsKey(taskId) && !due.contains(taskId);
  }

  /** Whether the task's time has come and it is not released yet. */
  public boolean due(String taskId) {
    return due.contains(taskId);
  }

  public Optional<Instant> nextDue() {
    return queue.isEmpty() ? Optional.empty() : Optional.of(queue.first().dueAt());
  }
}
