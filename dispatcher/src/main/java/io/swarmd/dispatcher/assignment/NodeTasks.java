package io.swarmd.dispatcher.assignment;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tasks a node was told of, or will be with the next message (dispatch sheet, 2.2). */
final class NodeTasks {

  private final Map<String, Task> tasks = new HashMap<>();

  /** Takes the task as it is now; true when the node must be told. Tasks not yet assigned are left out. */
  boolean put(Task task) {
    if (!TaskContent.atLeast(task, TaskState.ASSIGNED)) {
      return false;
    }
    Task known = tasks.put(task.getId(), task);
    return known == null || !TaskContent.above(task, TaskState.ASSIGNED) || !TaskContent.same(known, task);
  }

  /** Forgets the task; true when it was there. */
  boolean remove(String taskId) {
    return tasks.remove(taskId) != null;
  }

  /** The ids of known tasks that are not among the given ones. */
  List<String> without(Set<String> ids) {
    return tasks.keySet().stream().filter(id -> !ids.contains(id)).toList();
  }

  Collection<Task> all() {
    return tasks.values();
  }
}
