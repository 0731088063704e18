package io.swarmd.orchestrator;

import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.rebalance.Rebalancer;
import io.swarmd.orchestrator.slot.Slots;
import io.swarmd.orchestrator.update.UpdateSupervisor;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.Worklist;
import io.swarmd.orchestrator.work.Writes;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.time.Instant;

/** Says which slots and services a committed change concerns. A task concerns its own slot only. */
final class ChangeRouter {

  private final Memory memory;
  private final UpdateSupervisor updates;
  private final Rebalancer rebalancer;

  ChangeRouter(Memory memory, UpdateSupervisor updates, Rebalancer rebalancer) {
    this.memory = memory;
    this.updates = updates;
    this.rebalancer = rebalancer;
  }

  void route(ChangeSet committed, Instant now) {
    for (Change<?> change : committed.changes()) {
      switch (change.object()) {
        case Task task -> task(task, change, committed.after(), now);
        case Service service -> service(service, change, committed.after(), now);
        case Node node -> node(node, change, committed.after(), now);
        default -> { }
      }
    }
  }

  private void task(Task task, Change<?> change, StoreView view, Instant now) {
    if (task.getServiceId().isEmpty()) {
      return;
    }
    if (task.hasJobIteration() && memory.tallies().containsKey(task.getServiceId())) {
      memory.tallies().get(task.getServiceId()).change(task.getSlot());
    }
    rebalancer.taskChanged(task, now);
    if (change instanceof Change.Deleted<?>) {
      taskDeleted(task, view, now);
      return;
    }
    if (TaskStates.terminal(task)) {
      memory.starts().taskStopped(task.getId());
    }
    if (change instanceof Change.Updated<?>) {
      updates.taskChanged(task, now);
    }
    boolean prepared = change instanceof Change.Created<?> && TaskStates.desired(task) == TaskState.READY_VALUE;
    if (TaskStates.wanted(task) && (TaskStates.terminal(task) || prepared || Slots.lostItsNode(task, view))) {
      work().want(Slots.of(task, view), Reason.CHECK);
    }
    boolean ended = TaskStates.terminal(task) || !TaskStates.wanted(task);
    if (task.hasJobIteration() && ended && Slots.mode(task, view) == ServiceMode.REPLICATED_JOB) {
      // Its place among those that run at once is free.
      work().wantService(task.getServiceId());
    }
  }

  private void taskDeleted(Task task, StoreView view, Instant now) {
    memory.starts().cancel(task.getId());
    updates.taskDeleted(task, now);
    if (TaskStates.wanted(task)) {
      switch (Slots.mode(task, view)) {
        case REPLICATED, REPLICATED_JOB -> work().wantService(task.getServiceId());
        case GLOBAL_JOB -> work().want(Slots.of(task, view), Reason.NODE);
        case GLOBAL, UNSET -> { }
      }
    }
  }

  private void service(Service service, Change<?> change, StoreView view, Instant now) {
    String id = service.getId();
    if (change instanceof Change.Deleted<?>) {
      memory.globals().remove(id);
      memory.tallies().remove(id);
      memory.histories().forget(id);
      updates.forget(id);
      rebalancer.forget(id);
      work().wantService(id);
      return;
    }
    if (ServiceMode.of(service).everyNode()) {
      memory.globals().add(id);
    }
    boolean asksAnew = !(change instanceof Change.Updated<?> updated && updated.old() instanceof Service old
        && Writes.asksTheSame(old, service));
    rebalancer.serviceChanged(service, asksAnew, now);
    if (asksAnew && ServiceMode.of(service).job()) {
      // Another iteration, in which every slot has all its attempts.
      memory.histories().forget(id);
    }
    if (asksAnew) {
      work().wantService(id);
    }
  }

  private void node(Node node, Change<?> change, StoreView view, Instant now) {
    if (change instanceof Change.Updated<?> updated && updated.old() instanceof Node old && sameForTasks(old, node)) {
      return;
    }
    rebalancer.nodeChanged(node.getId(), now);
    boolean gone = change instanceof Change.Deleted<?>;
    if (gone || NodeFitness.down(node)) {
      memory.starts().nodeLost(node.getId());
    }
    if (gone || !NodeFitness.holdsGlobalTasks(node)) {
      view.find(Index.TASK_BY_NODE, node.getId()).stream().filter(TaskStates::wanted)
          .forEach(task -> work().want(Slots.of(task, view), Reason.CHECK));
    }
    memory.globals().forEach(serviceId -> work().want(Slot.onNode(serviceId, node.getId()), Reason.NODE));
  }

  /** Whether nothing changed that decides what the node may run; managers' and certificates' parts do not. */
  private static boolean sameForTasks(Node one, Node other) {
    return one.getSpec().equals(other.getSpec()) && one.getStatus().equals(other.getStatus())
        && one.getRole() == other.getRole() && one.getDescription().equals(other.getDescription());
  }

  private Worklist work() {
    return memory.work();
  }
}
