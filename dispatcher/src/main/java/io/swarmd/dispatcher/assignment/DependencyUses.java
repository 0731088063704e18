package io.swarmd.dispatcher.assignment;

import io.swarmd.api.Task;
import io.swarmd.dispatcher.secret.ProvidedSecrets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which tasks of a node use which objects, so that each is sent with its first user and taken away after its last. */
final class DependencyUses {

  private final Map<Dependency, Set<String>> users = new HashMap<>();
  private final Map<String, Set<Dependency>> uses = new HashMap<>();

  /** Notes what the task uses; returns what nobody used before. */
  List<Dependency> acquire(Task task, ProvidedSecrets provided) {
    Set<Dependency> needed = Dependency.of(task, provided);
    if (needed.isEmpty() || uses.putIfAbsent(task.getId(), needed) != null) {
      return List.of();
    }
    List<Dependency> fresh = new ArrayList<>();
    for (Dependency dependency : needed) {
      Set<String> known = users.computeIfAbsent(dependency, ignored -> new HashSet<>());
      if (known.isEmpty()) {
        fresh.add(dependency);
      }
      known.add(task.getId());
    }
    return fresh;
  }

  /** Forgets what the task uses; returns what nobody uses any more. */
  List<Dependency> release(String taskId) {
    List<Dependency> unused = new ArrayList<>();
    for (Dependency dependency : uses.getOrDefault(taskId, Set.of())) {
      Set<String> known = users.get(dependency);
      known.remove(taskId);
      if (known.isEmpty()) {
        users.remove(dependency);
        unused.add(dependency);
      }
    }
    uses.remove(taskId);
    return unused;
  }
}
