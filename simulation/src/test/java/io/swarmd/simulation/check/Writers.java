package io.swarmd.simulation.check;

import io.swarmd.api.Task;
import io.swarmd.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who asked for which change of which task, so that a committed change can be laid at somebody's door, also when the
 * one who asked never learned of it.
 */
public final class Writers {

  private static final long NOT_THERE = -1;

  private record Asked(Part part, long onVersion, Task task) {}

  private final Map<String, List<Asked>> byTask = new HashMap<>();

  void creates(Part part, Task task) {
    asks(new Asked(part, NOT_THERE, task));
  }

  void updates(Part part, Task task) {
    asks(new Asked(part, Table.TASK.version(task), task));
  }

  private void asks(Asked asked) {
    byTask.computeIfAbsent(asked.task.getId(), id -> new ArrayList<>()).add(asked);
  }

  Set<Part> creators(Task created) {
    return who(NOT_THERE, created);
  }

  Set<Part> updaters(Task old, Task updated) {
    return who(Table.TASK.version(old), updated);
  }

  private Set<Part> who(long onVersion, Task written) {
    return byTask.getOrDefault(written.getId(), List.of()).stream()
        .filter(asked -> asked.onVersion == onVersion && same(asked.task, written))
        .map(Asked::part).collect(Collectors.toSet());
  }

  private static boolean same(Task one, Task other) {
    return one.getStatus().equals(other.getStatus()) && one.getDesiredState() == other.getDesiredState()
        && one.getNodeId().equals(other.getNodeId());
  }

  void forget(String taskId) {
    byTask.remove(taskId);
  }
}
