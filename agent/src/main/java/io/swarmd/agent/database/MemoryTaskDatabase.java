package io.swarmd.agent.database;

import io.swarmd.api.Task;
import io.swarmd.api.TaskStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A database that lives as long as its object: for hollow agents, and for simulations, where the object outlives the
 * crash of its agent as a disk would.
 */
public final class MemoryTaskDatabase implements TaskDatabase {

  private final TreeMap<String, Task> tasks = new TreeMap<>();
  private final TreeMap<String, TaskStatus> statuses = new TreeMap<>();

  @Override
  public List<Entry> entries() {
    return tasks.values().stream().map(task -> new Entry(task, status(task.getId()), true)).toList();
  }

  @Override
  public Optional<TaskStatus> status(String taskId) {
    return Optional.ofNullable(statuses.get(taskId));
  }

  @Override
  public void apply(Collection<Task> assigned, Map<String, TaskStatus> firstStatuses, Collection<String> removed) {
    assigned.forEach(task -> tasks.put(task.getId(), task.toBuilder().clearStatus().build()));
    statuses.putAll(firstStatuses);
    removed.forEach(tasks::remove);
    removed.forEach(statuses::remove);
  }

  @Override
  public void putStatuses(Map<String, TaskStatus> changed) {
    statuses.putAll(changed);
  }

  @Override
  public void close() {}
}
