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
import io.swarmd.orchestrator.replicated.ReplicaSlot;
import io.swarmd.orchestrator.replicated.ReplicatedPlan;
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
import java.util.List;

/**
 * Reconciles one service at a time: compares all its tasks with what it asks for, sends a unit for each slot that has
 * to change, and shows its update the rest. Called only when nothing of the service is in flight.
 */
final class ServiceKeeper {

  /** A slot's unit that fails has the whole service looked at again. */
  private static final EnumSet<Reason> WHOLE_SERVICE = EnumSet.noneOf(Reason.class);

  private final Memory memory;
  private final TaskMaker maker;
  private final SlotKeeper slots;
  private final UpdateSupervisor updates;
  private final JobKeeper jobs;

  ServiceKeeper(Memory memory, TaskMaker maker, SlotKeeper slots, UpdateSupervisor updates, JobKeeper jobs) {
    this.memory = memory;
    this.maker = maker;
    this.slots = slots;
    this.updates = updates;
    this.jobs = jobs;
  }

  void reconcile(String serviceId, StoreView view, Instant now) {
    view.get(Table.SERVICE, serviceId).ifPresent(service -> {
      Collection<Task> tasks = view.find(Index.TASK_BY_SERVICE, serviceId);
      switch (ServiceMode.of(service)) {
        case REPLICATED -> replicated(service, tasks, view, now);
        case GLOBAL -> global(service, tasks, view, now);
        case REPLICATED_JOB, GLOBAL_JOB -> jobs.reconcile(service, view, now);
        case UNSET -> { }
      }
    });
  }

  private void replicated(Service service, Collection<Task> tasks, StoreView view, Instant now) {
    String id = service.getId();
    ReplicatedPlan plan = ReplicatedPlan.of(service.getSpec().getReplicated().getReplicas(), tasks,
        slot -> slots.updatable(service, slot));
    fill(service, plan.create().stream().map(number -> Slot.numbered(id, number)).toList(), view, now);
    plan.remove().forEach((number, leaving) ->
        launch(Slot.numbered(id, number), Writes.desire(leaving, TaskState.REMOVE)));
    LinkedHashMap<Slot, List<Task>> kept = new LinkedHashMap<>();
    for (ReplicaSlot slot : plan.keep()) {
      kept.put(Slot.numbered(id, slot.number()), slot.updatable());
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
    for (Slot slot : empty) {
      launch(slot, List.of(asksTheSame, Writes.free(slot),
          Writes.create(maker.make(template, slot, TaskState.RUNNING))));
    }
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
