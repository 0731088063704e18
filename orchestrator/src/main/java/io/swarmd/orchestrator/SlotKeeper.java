package io.swarmd.orchestrator;

import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.constraint.ServiceConstraints;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import io.swarmd.orchestrator.global.NodePlan;
import io.swarmd.orchestrator.rebalance.Rebalancer;
import io.swarmd.orchestrator.restart.RestartPlan;
import io.swarmd.orchestrator.slot.SlotTasks;
import io.swarmd.orchestrator.slot.Slots;
import io.swarmd.orchestrator.update.SlotUpdate;
import io.swarmd.orchestrator.update.UpdateSupervisor;
import io.swarmd.orchestrator.work.Landing;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.TaskMaker;
import io.swarmd.orchestrator.work.Writes;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Looks after one slot at a time: reads its tasks, asks the rules, and sends at most one unit on its way. */
final class SlotKeeper {

  private final Memory memory;
  private final TaskMaker maker;
  private final UpdateSupervisor updates;
  private final SlotUpdate slotUpdate;
  private final JobKeeper jobs;
  private final SlotRestart restart;
  private final Rebalancer rebalancer;

  SlotKeeper(Memory memory, TaskMaker maker, UpdateSupervisor updates, JobKeeper jobs, SlotRestart restart,
      Rebalancer rebalancer) {
    this.memory = memory;
    this.maker = maker;
    this.updates = updates;
    this.slotUpdate = new SlotUpdate(updates, memory.work(), memory.starts(), maker);
    this.jobs = jobs;
    this.restart = restart;
    this.rebalancer = rebalancer;
  }

  /** Looks at the slot for each reason in turn; once a unit is on its way the other reasons wait for its outcome. */
  void look(Slot slot, StoreView view, Instant now) {
    for (Reason reason : memory.work().reasons(slot)) {
      if (memory.work().inFlight(slot)) {
        memory.work().want(slot, reason);
      } else if (reason == Reason.STATUS) {
        updates.writeStatus(slot.serviceId(), view);
      } else {
        look(slot, reason, view, now);
      }
    }
  }

  private void look(Slot slot, Reason reason, StoreView view, Instant now) {
    Collection<Task> tasks = Slots.tasks(slot, view);
    Optional<Service> found = view.get(Table.SERVICE, slot.serviceId());
    if (found.isEmpty()) {
      launch(slot, Writes.desire(tasks, TaskState.REMOVE), EnumSet.of(Reason.CHECK), Landing.NOTHING);
      return;
    }
    Service service = found.get();
    if (reason == Reason.MOVE || reason == Reason.CHECK && rebalancer.owns(service, tasks, view)) {
      rebalancer.look(service, slot, view, now);
      return;
    }
    if (reason == Reason.CHECK) {
      tasks.forEach(task -> memory.starts().adopt(task, slot, now));
    }
    switch (ServiceMode.of(service)) {
      case REPLICATED, GLOBAL -> lookAtLasting(service, slot, reason, tasks, view, now);
      case REPLICATED_JOB, GLOBAL_JOB -> lookAtJob(service, slot, reason, tasks, view, now);
      case UNSET -> { }
    }
  }

  private void lookAtJob(Service job, Slot slot, Reason reason, Collection<Task> tasks, StoreView view, Instant now) {
    switch (reason) {
      case CHECK, NODE -> jobs.look(job, slot, tasks, view, now);
      case START -> release(slot, tasks);
      case UPDATE, MOVE, STATUS -> { }
    }
  }

  private void lookAtLasting(Service service, Slot slot, Reason reason, Collection<Task> tasks, StoreView view,
      Instant now) {
    switch (reason) {
      case CHECK -> restartFailed(service, slot, tasks, view, now);
      case START -> release(slot, tasks);
      case NODE -> {
        followNode(service, slot, tasks, view, now);
        if (!memory.work().inFlight(slot)) {
          // What failed while the node held no tasks was left to the node.
          restartFailed(service, slot, tasks, view, now);
        }
      }
      case UPDATE -> slotUpdate.step(service, slot, updatable(service, tasks), view, now);
      case MOVE, STATUS -> { }
    }
  }

  private void restartFailed(Service service, Slot slot, Collection<Task> tasks, StoreView view, Instant now) {
    boolean global = ServiceMode.of(service) == ServiceMode.GLOBAL;
    List<Task> failed = tasks.stream()
        .filter(task -> TaskStates.wanted(task) && !memory.starts().waiting(task.getId()))
        .filter(task -> TaskStates.terminal(task) || !global && Slots.lostItsNode(task, view))
        .toList();
    if (failed.isEmpty()) {
      return;
    }
    RestartPlan plan = replaced(failed, tasks) ? new RestartPlan(failed, Optional.empty())
        : RestartPlan.of(failed, memory.histories().of(slot), id -> view.get(Table.NODE, id));
    if (!global) {
      restart.launch(service, slot, List.of(), plan, view, now);
      return;
    }
    Optional<Node> node = view.get(Table.NODE, slot.nodeId()).filter(NodeFitness::holdsGlobalTasks);
    if (node.isEmpty()) {
      return;
    }
    boolean comesBack = !NodeFitness.paused(node.get())
        && ServiceConstraints.of(service.getSpec().getTask()).met(node.get());
    restart.launch(
        service, slot, List.of(), comesBack ? plan : new RestartPlan(failed, Optional.empty()), view, now);
  }

  /** Whether an update has given the slot a task after these: another would be one too many. */
  private static boolean replaced(List<Task> failed, Collection<Task> tasks) {
    Instant made = failed.stream().map(TaskTime::made).max(Comparator.naturalOrder()).orElseThrow();
    return tasks.stream().anyMatch(task -> TaskStates.wanted(task) && TaskTime.made(task).isAfter(made));
  }

  private void release(Slot slot, Collection<Task> tasks) {
    List<Task> due = tasks.stream().filter(task -> memory.starts().due(task.getId())).toList();
    List<Unit.Write> writes = Writes.start(due);
    Landing landing = (view, now) -> due.forEach(task -> memory.starts().cancel(task.getId()));
    if (writes.isEmpty()) {
      due.forEach(task -> memory.starts().cancel(task.getId()));
    }
    launch(slot, writes, EnumSet.of(Reason.START), landing);
  }

  private void followNode(Service service, Slot slot, Collection<Task> tasks, StoreView view, Instant now) {
    NodePlan plan = NodePlan.of(view.get(Table.NODE, slot.nodeId()), tasks,
        ServiceConstraints.of(service.getSpec().getTask()), new TaskDrift(service, id -> view.get(Table.NODE, id)),
        all -> updatable(service, all));
    List<Unit.Write> writes = new ArrayList<>(Writes.desire(plan.shutDown(), TaskState.SHUTDOWN));
    plan.delete().stream().map(Writes::delete).forEach(writes::add);
    if (plan.create()) {
      writes.addFirst(Writes.asksTheSame(service));
      writes.add(Writes.free(slot));
      writes.add(Writes.create(maker.make(maker.template(service, view, now), slot, TaskState.RUNNING)));
    }
    launch(slot, writes, EnumSet.of(Reason.NODE),
        (committed, at) -> plan.shutDown().forEach(task -> memory.starts().cancel(task.getId())));
  }

  /** The tasks that stand for their slot. */
  List<Task> updatable(Service service, Collection<Task> tasks) {
    return SlotTasks.updatable(tasks, service, task -> memory.histories().of(Slot.of(task)).allowsRestartOf(task));
  }

  private void launch(Slot slot, List<Unit.Write> writes, EnumSet<Reason> again, Landing landing) {
    if (!writes.isEmpty()) {
      memory.work().launch(slot, writes, again, landing);
    }
  }
}
