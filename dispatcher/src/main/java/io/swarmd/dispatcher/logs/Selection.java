package io.swarmd.dispatcher.logs;

import io.swarmd.api.LogSelector;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose output is wanted: that of the tasks named, of all tasks of the services named, and of all on the nodes named
 * (dispatch sheet, 7.1 and 7.2). Pure.
 */
record Selection(Set<String> services, Set<String> tasks, Set<String> nodes, boolean follow) {

  /**
   * Where the output is.
   *
   * @param unscheduled tasks that may have output one day, and are on no node yet
   */
  record Targets(Set<String> nodes, Set<String> unscheduled) {}

  /** @throws Refusal when nothing is selected */
  static Selection of(Optional<LogSelector> selector, boolean follow) {
    LogSelector wanted = selector.orElseThrow(
        () -> new Refusal(Refusal.Reason.INVALID_REQUEST, "log selector must be provided"));
    Selection selection = new Selection(new LinkedHashSet<>(wanted.getServiceIdsList()),
        new LinkedHashSet<>(wanted.getTaskIdsList()), new LinkedHashSet<>(wanted.getNodeIdsList()), follow);
    if (selection.services.isEmpty() && selection.tasks.isEmpty() && selection.nodes.isEmpty()) {
      throw new Refusal(Refusal.Reason.INVALID_REQUEST, "log selector must not be empty");
    }
    return selection;
  }

  Targets targets(StoreView view) {
    Targets targets = new Targets(new LinkedHashSet<>(nodes), new LinkedHashSet<>());
    tasks.forEach(id -> view.get(Table.TASK, id).ifPresent(task -> add(task, view, targets)));
    services.stream().flatMap(id -> view.find(Index.TASK_BY_SERVICE, id).stream())
        .filter(task -> follow || TaskStates.observed(task) >= TaskState.RUNNING_VALUE)
        .forEach(task -> add(task, view, targets));
    return targets;
  }

  /** A task that ended without a node never wrote anything, and what a removed node had is gone with it. */
  private static void add(Task task, StoreView view, Targets targets) {
    if (task.getNodeId().isEmpty()) {
      if (!TaskStates.terminal(task)) {
        targets.unscheduled.add(task.getId());
      }
    } else if (view.get(Table.NODE, task.getNodeId()).isPresent()) {
      targets.nodes.add(task.getNodeId());
    }
  }

  /** Whether anything selected may still write: a service can have new tasks, a task that ended stays so. */
  boolean mayGoOn(StoreView view) {
    return nodes.stream().anyMatch(id -> view.get(Table.NODE, id).isPresent())
        || services.stream().anyMatch(id -> view.get(Table.SERVICE, id).isPresent())
        || tasks.stream().flatMap(id -> view.get(Table.TASK, id).stream()).anyMatch(Selection::lives)
        || services.stream().flatMap(id -> view.find(Index.TASK_BY_SERVICE, id).stream()).anyMatch(Selection::lives);
  }

  private static boolean lives(Task task) {
    return !TaskStates.terminal(task);
  }

  /** Whether a node may be expected to connect: it is known, and not known to be down. */
  static boolean mayConnect(String nodeId, StoreView view) {
    return view.get(Table.NODE, nodeId).filter(Selection::isUp).isPresent();
  }

  static boolean isUp(Node node) {
    return node.getStatus().getState() != NodeStatus.State.DOWN;
  }

  /** Everything this selection names. */
  Stream<String> named() {
    return Stream.of(services, tasks, nodes).flatMap(Set::stream);
  }
}
