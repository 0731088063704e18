package io.swarmd.dispatcher.assignment;

import io.swarmd.api.Assignment;
import io.swarmd.api.AssignmentChange;
import io.swarmd.api.AssignmentChange.AssignmentAction;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.dispatcher.secret.ProvidedSecrets;
import io.swarmd.store.StoreView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one node has been told, and what it must yet be told (dispatch sheet, 2.2 and 2.3). Changes to one object
 * collapse into the last one, so that what waits is bounded by the node's tasks and what they use. An object comes
 * before the task that needs it.
 */
final class AssignmentSet {

  /** One object of one kind. */
  private record Item(Class<?> kind, String id) {}

  private final ProvidedSecrets provided;
  private final NodeTasks tasks = new NodeTasks();
  private final DependencyUses dependencies = new DependencyUses();
  private final Map<Item, AssignmentChange> changes = new LinkedHashMap<>();

  AssignmentSet(ProvidedSecrets provided) {
    this.provided = provided;
  }

  /** Takes the task as it is now; the view gives what it uses. */
  void put(Task task, StoreView view) {
    if (!TaskContent.atLeast(task, TaskState.ASSIGNED)) {
      return;
    }
    boolean changed = tasks.put(task);
    if (TaskContent.above(task, TaskState.RUNNING)) {
      release(task.getId());
    } else {
      dependencies.acquire(task, provided).forEach(dependency -> dependency.resolve(view, task.getId(), provided)
          .ifPresent(object -> change(item(dependency), AssignmentAction.UPDATE, object)));
    }
    if (changed) {
      change(new Item(Task.class, task.getId()), AssignmentAction.UPDATE,
          Assignment.newBuilder().setTask(task).build());
    }
  }

  /** The task has gone. */
  void remove(String taskId) {
    if (tasks.remove(taskId)) {
      release(taskId);
      change(new Item(Task.class, taskId), AssignmentAction.REMOVE,
          Assignment.newBuilder().setTask(Task.newBuilder().setId(taskId)).build());
    }
  }

  /** Brings the set to the tasks given, whatever happened in between. */
  void replace(Collection<Task> now, StoreView view) {
    Set<String> ids = new HashSet<>();
    for (Task task : now) {
      ids.add(task.getId());
      put(task, view);
    }
    tasks.without(ids).forEach(this::remove);
  }

  int waiting() {
    return changes.size();
  }

  /** Takes up to so many of the changes that wait, oldest first. */
  List<AssignmentChange> take(int limit) {
    List<AssignmentChange> taken = new ArrayList<>(Math.min(limit, changes.size()));
    Iterator<AssignmentChange> waiting = changes.values().iterator();
    while (waiting.hasNext() && taken.size() < limit) {
      taken.add(waiting.next());
      waiting.remove();
    }
    return taken;
  }

  private void release(String taskId) {
    dependencies.release(taskId).forEach(
        dependency -> change(item(dependency), AssignmentAction.REMOVE, dependency.removal()));
  }

  private void change(Item item, AssignmentAction action, Assignment object) {
    changes.remove(item);
    changes.put(item, AssignmentChange.newBuilder().setAction(action).setAssignment(object).build());
  }

  private static Item item(Dependency dependency) {
    return new Item(dependency.getClass(), dependency.id());
  }
}
