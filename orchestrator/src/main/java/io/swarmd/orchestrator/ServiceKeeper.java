package io.swarmd.orchestrator;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.constraint.ServiceConstraints;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskTemplate;
import io.swarmd.orchestrator.global.GlobalPlan;
import io.swarmd.orchestrator.rebalance.Rebalancer;
import io.swarmd.orchestrator.replicated.ReplicaSlot;
import io.swarmd.orchestrator.replicated.ReplicatedPlan;
import io.swarmd.orchestrator.slot.Slots;
import io.swarmd.orchestrator.update.UpdateSupervisor;
import io.swarmd.orchestrator.work.Landing;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.TaskMaker;
import io.swarmd.orchestrator.work.Writes;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reconciles one service at a time: compares all its tasks with what it asks for, sends a unit for each slot that has
 * to change, in bounded steps, and shows its update the rest. The tasks of a service that is gone are to vanish.
 * Called only when nothing of the service is in flight.
 */
final class ServiceKeeper {

  /** A slot's unit that fails has the whole service looked at again. */
  private static final EnumSet<Reason> WHOLE_SERVICE = EnumSet.noneOf(Reason.class);

  private final Memory memory;
  private final TaskMaker maker;
  private final SlotKeeper slots;
  private final UpdateSupervisor updates;
  private final JobKeeper jobs;
  private final Rebalancer rebalancer;

  ServiceKeeper(Memory memory, TaskMaker maker, SlotKeeper slots, UpdateSupervisor updates, JobKeeper jobs,
      Rebalancer rebalancer) {
    this.memory = memory;
    this.maker = maker;
    this.slots = slots;
    this.updates = updates;
    this.jobs = jobs;
    this.rebalancer = rebalancer;
  }

  void reconcile(String serviceId, StoreView view, Instant now) {
    Collection<Task> tasks = view.find(Index.TASK_BY_SERVICE, serviceId);
    Optional<Service> service = view.get(Table.SERVICE, serviceId);
    if (service.isEmpty()) {
      remove(serviceId, tasks.stream().map(Slot::of).collect(Collectors.toCollection(LinkedHashSet::new)));
      return;
    }
    switch (ServiceMode.of(service.get())) {
      case REPLICATED -> replicated(service.get(), tasks, view, now);
      case GLOBAL -> global(service.get(), tasks, view, now);
      case REPLICATED_JOB, GLOBAL_JOB -> jobs.reconcile(service.get(), view, now);
      case UNSET -> { }
    }
  }

  private void remove(String serviceId, Collection<Slot> slots) {
    memory.work().launchAll(serviceId, slots, (slot, view, now) -> Writes.desire(
        Slots.tasks(slot, view),
        TaskState.REMOVE));
  }

  private void replicated(Service service, Collection<Task> tasks, StoreView view, Instant now) {
    String id = service.getId();
    ReplicatedPlan plan = ReplicatedPlan.of(service.getSpec().getReplicated().getReplicas(), tasks,
        slot -> slots.updatable(service, slot));
    fill(service, plan.create().stream().map(number -> Slot.numbered(id, number)).toList(), view, now);
    remove(id, plan.remove().keySet().stream().map(number -> Slot.numbered(id, number)).toList());
    LinkedHashMap<Slot, List<Task>> kept = new LinkedHashMap<>();
    for (ReplicaSlot slot : plan.keep()) {
      if (!rebalancer.owns(service, slot.updatable(), view)) {
        kept.put(Slot.numbered(id, slot.number()), slot.updatable());
      }
    }
    updates.show(service, kept, drift(service, view), now);
  }

  private void global(Service service, Collection<Task> tasks, StoreView view, Instant now) {
    String id = service.getId();
    GlobalPlan plan = GlobalPlan.of(view.all(Table.NODE), tasks,
        ServiceConstraints.of(service.getSpec().getTask()), slot -> slots.updatable(service, slot));
    fill(service, plan.create().stream().map(node -> Slot.onNode(id, node)).toList(), view, now);
    plan.shutDown().forEach((node, stopping) ->
        launch(Slot.onNode(id, node), Writes.desire(stopping, TaskState.SHUTDOWN)));
    LinkedHashMap<Slot, List<Task>> kept = new LinkedHashMap<>();
    plan.update().forEach((node, standing) -> kept.put(Slot.onNode(id, node), standing));
    updates.show(service, kept, drift(service, view), now);
  }

  private void fill(Service service, List<Slot> empty, StoreView view, Instant now) {
    if (empty.isEmpty()) {
      return;
    }
    TaskTemplate template = maker.template(service, view, now);
    Unit.Write asksTheSame = Writes.asksTheSame(service);
    memory.work().launchAll(service.getId(), empty, (slot, later, at) -> List.of(asksTheSame, Writes.free(slot),
        Writes.create(maker.make(template, slot, TaskState.RUNNING))));
  }

  private void launch(Slot slot, List<Unit.Write> writes) {
    if (!writes.isEmpty()) {
      memory.work().launch(slot, writes, WHOLE_SERVICE, Landing.NOTHING);
    }
  }

  private static TaskDrift drift(Service service, StoreView view) {
    return new TaskDrift(service, id -> view.get(Table.NODE, id));
  }
}
