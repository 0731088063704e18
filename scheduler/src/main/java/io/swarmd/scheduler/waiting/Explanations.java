package io.swarmd.scheduler.waiting;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.v1.WaitingTask;
import io.swarmd.model.task.TaskStates;
import io.swarmd.scheduler.Standing;
import io.swarmd.scheduler.StartFirst;
import io.swarmd.scheduler.filter.Filters;
import io.swarmd.scheduler.host.Host;
import io.swarmd.scheduler.host.Hosts;
import io.swarmd.scheduler.placement.GroupKey;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why tasks wait in one state of the cluster. What nodes have left is summed up once, when the first task asks for it,
 * by walking all tasks; tasks that are alike share an explanation. For one thread.
 */
final class Explanations {

  private record Alike(GroupKey key, String nodeId) {}

  private final StoreView view;
  private final Map<Alike, WaitingTask> known = new HashMap<>();
  private Optional<Hosts> hosts = Optional.empty();

  Explanations(StoreView view) {
    this.view = view;
  }

  /** Empty for tasks that do not wait to be placed. */
  Optional<WaitingTask> of(Task task) {
    if (TaskStates.desired(task) > TaskState.COMPLETE_VALUE) {
      return Optional.empty();
    }
    if (TaskStates.observed(task) < TaskState.PENDING_VALUE) {
      return Optional.of(unallocated(task));
    }
    return switch (Standing.of(task)) {
      case WAITING, PRESET -> Optional.of(unplaced(task).toBuilder().setTaskId(task.getId()).build());
      default -> Optional.empty();
    };
  }

  private static WaitingTask unallocated(Task task) {
    String error = task.getStatus().getErr();
    return WaitingTask.newBuilder().setTaskId(task.getId())
        .setText("its networks and ports are not allocated yet" + (error.isEmpty() ? "" : ": " + error)).build();
  }

  private WaitingTask unplaced(Task task) {
    Alike alike = new Alike(GroupKey.of(task), task.getNodeId());
    WaitingTask explained = known.get(alike);
    if (explained == null) {
      explained = task.getNodeId().isEmpty() ? ofAnyNode(task) : ofItsNode(task);
      known.put(alike, explained);
    }
    return explained;
  }

  private WaitingTask ofAnyNode(Task task) {
    Refusals refusals = Refusals.of(task, hosts().all().stream().filter(Host::present).toList());
    if (refusals.suiting() > 0) {
      return aboutToBePlaced();
    }
    return explained(Filters.noSuitableNode(refusals.text()), task, refusals);
  }

  /** The task of a global service, or an attachment to a network. */
  private WaitingTask ofItsNode(Task task) {
    Optional<Host> host = hosts().find(task.getNodeId()).filter(Host::present);
    if (host.isEmpty()) {
      return WaitingTask.newBuilder().setText("its node " + task.getNodeId() + " is not in the cluster").build();
    }
    Refusals refusals = Refusals.of(task, List.of(host.get()));
    return refusals.suiting() > 0 ? aboutToBePlaced() : explained(refusals.text(), task, refusals);
  }

  private static WaitingTask aboutToBePlaced() {
    return WaitingTask.newBuilder().setText("a node suits; the task is about to be placed").build();
  }

  private WaitingTask explained(String text, Task task, Refusals refusals) {
    return WaitingTask.newBuilder().setText(text).addAllReasons(refusals.reasons())
        .setHint(StartFirst.advice(task, view)).build();
  }

  private Hosts hosts() {
    if (hosts.isEmpty()) {
      hosts = Optional.of(Capacities.hosts(view, view.all(Table.NODE)));
    }
    return hosts.get();
  }
}
