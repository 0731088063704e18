package io.swarmd.scheduler;

import io.swarmd.api.Task;
import io.swarmd.scheduler.filter.Filters;
import io.swarmd.scheduler.host.Host;
import io.swarmd.scheduler.host.Hosts;
import io.swarmd.scheduler.placement.GroupKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tasks that came with a node and wait to be confirmed there; looked at when they come and when it changes. */
final class PresetTasks {

  /** Filters of specs remembered; all are forgotten when there are more. */
  private static final int MAX_FILTERS = 64;

  private final Hosts hosts;
  private final Map<String, Task> byId = new HashMap<>();
  private final Map<String, Map<String, Task>> byNode = new HashMap<>();
  private final Set<String> stirredNodes = new LinkedHashSet<>();
  private final Map<GroupKey, Filters> filters = new HashMap<>();
  private long position;

  PresetTasks(Hosts hosts) {
    this.hosts = hosts;
  }

  void add(Task task) {
    remove(task.getId());
    byId.put(task.getId(), task);
    byNode.computeIfAbsent(task.getNodeId(), node -> new LinkedHashMap<>()).put(task.getId(), task);
    stirredNodes.add(task.getNodeId());
  }

  void remove(String taskId) {
    Task task = byId.remove(taskId);
    if (task != null) {
      byNode.computeIfPresent(task.getNodeId(), (node, tasks) -> {
        tasks.remove(taskId);
        return tasks.isEmpty() ? null : tasks;
      });
    }
  }

  /** The tasks to look at now: all of each node that changed or got one. */
  List<Task> toDecide() {
    Optional<List<Hosts.Changed>> changes = hosts.since(position);
    position = hosts.position();
    if (changes.isEmpty()) {
      stirredNodes.addAll(byNode.keySet());
    } else if (!byNode.isEmpty()) {
      changes.get().forEach(change -> stirredNodes.add(change.host().id()));
    }
    List<Task> tasks = stirredNodes.stream()
        .flatMap(node -> byNode.getOrDefault(node, Map.of()).values().stream()).toList();
    stirredNodes.clear();
    return tasks;
  }

  /** Why the task may not run on its node; empty when it may. */
  Optional<String> refusal(Task task, Host host) {
    if (filters.size() >= MAX_FILTERS) {
      filters.clear();
    }
    Filters asked = filters.computeIfAbsent(GroupKey.of(task), key -> Filters.of(task));
    int failed = asked.firstFailed(host);
    return failed < 0 ? Optional.empty() : Optional.of(asked.explain(failed, 1));
  }
}
