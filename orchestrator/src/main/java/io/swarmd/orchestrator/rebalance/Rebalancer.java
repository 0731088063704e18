package io.swarmd.orchestrator.rebalance;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.update.UpdateRule;
import io.swarmd.orchestrator.restart.DelayedStart;
import io.swarmd.orchestrator.restart.DelayedStarts;
import io.swarmd.orchestrator.slot.Slots;
import io.swarmd.orchestrator.work.Landing;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.TaskMaker;
import io.swarmd.orchestrator.work.TimedQueue;
import io.swarmd.orchestrator.work.Worklist;
import io.swarmd.orchestrator.work.Writes;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves tasks of services that ask for it ({@link ServiceOption#REBALANCE}) to nodes that came or came back, within the
 * rules of the services' updates: so many at a time, a delay after each, in their order. A newcomer is made for its
 * node; the old task is left alone until the newcomer is there. A node that does not take the newcomer is left out
 * until it changes.
 *
 * <p>Holds an entry for each service that asks. Belongs to the loop that makes tasks.
 */
public final class Rebalancer {

  /** How long it is calm before tasks are moved: a node that comes and goes moves none. */
  public static final Duration CALM = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Rebalancer.class);
  private static final EnumSet<UpdateState> AT_WORK = EnumSet.of(UpdateState.UPDATING, UpdateState.PAUSED,
      UpdateState.ROLLBACK_STARTED, UpdateState.ROLLBACK_PAUSED);

  private final Worklist work;
  private final DelayedStarts starts;
  private final TaskMaker maker;
  /** The services that ask, and the nodes that refused each. */
  private final Map<String, Set<String>> refusals = new HashMap<>();
  /** When to look at a service. */
  private final Map<String, Instant> due = new HashMap<>();
  private final TimedQueue<Slot> patience = new TimedQueue<>();

  public Rebalancer(Worklist work, DelayedStarts starts, TaskMaker maker) {
    this.work = work;
    this.starts = starts;
    this.maker = maker;
  }

  /** The service is new, or changed, or found by a new leader. */
  public void serviceChanged(Service service, boolean asksAnew, Instant now) {
    String id = service.getId();
    if (!asks(service)) {
      forget(id);
      return;
    }
    if (asksAnew || !refusals.containsKey(id)) {
      refusals.put(id, new HashSet<>());
    }
    soon(id, now);
  }

  public void forget(String serviceId) {
    refusals.remove(serviceId);
    due.remove(serviceId);
  }

  public void nodeChanged(String nodeId, Instant now) {
    refusals.forEach((serviceId, nodes) -> {
      nodes.remove(nodeId);
      soon(serviceId, now);
    });
  }

  public void taskChanged(Task task, Instant now) {
    if (refusals.containsKey(task.getServiceId())) {
      soon(task.getServiceId(), now);
      work.want(Slot.of(task), Reason.MOVE);
    }
  }

  private void soon(String serviceId, Instant now) {
    due.putIfAbsent(serviceId, now.plus(CALM));
  }

  private static boolean asks(Service service) {
    return ServiceMode.of(service) == ServiceMode.REPLICATED && ServiceOption.REBALANCE.isOn(service.getSpec());
  }

  /** Asks for a look at what is due. */
  public void advance(Instant now) {
    due.entrySet().removeIf(entry -> {
      boolean over = !entry.getValue().isAfter(now);
      if (over) {
        work.want(Worklist.whole(entry.getKey()), Reason.MOVE);
      }
      return over;
    });
    patience.take(now).forEach(slot -> work.want(slot, Reason.MOVE));
  }

  public Optional<Instant> nextDue() {
    Optional<Instant> earliest = due.values().stream().min(Comparator.naturalOrder());
    return patience.next().filter(end -> earliest.filter(end::isAfter).isEmpty()).or(() -> earliest);
  }

  /** Whether the slot's tasks are a move's: nobody else restarts or updates them then. */
  public boolean owns(Service service, Collection<Task> slot, StoreView view) {
    return asks(service) && Moving.of(slot, drift(service, view)).isPresent();
  }

  /** Takes a look: at the whole service when the slot stands for it, else at the move in the slot. */
  public void look(Service service, Slot slot, StoreView view, Instant now) {
    if (!asks(service)) {
      return;
    }
    if (slot.equals(Worklist.whole(service.getId()))) {
      begin(service, view, now);
    } else {
      Collection<Task> tasks = Slots.tasks(slot, view);
      Moving.of(tasks, drift(service, view)).ifPresent(moving -> step(service, slot, moving, view, now));
    }
  }

  private void begin(Service service, StoreView view, Instant now) {
    if (AT_WORK.contains(service.getUpdateStatus().getState())) {
      return;
    }
    Set<String> refused = refusals.getOrDefault(service.getId(), Set.of());
    RebalancePlan plan = RebalancePlan.of(service, view.find(Index.TASK_BY_SERVICE, service.getId()),
        view.all(Table.NODE), drift(service, view), refused::contains);
    for (RebalancePlan.Move move : plan.moves()) {
      if (!work.inFlight(Slot.of(move.old()))) {
        begin(service, move, view, now);
      }
    }
  }

  private void begin(Service service, RebalancePlan.Move move, StoreView view, Instant now) {
    Slot slot = Slot.of(move.old());
    TaskState desired = startsFirst(service) ? TaskState.RUNNING : TaskState.READY;
    Task newcomer = maker.make(maker.template(service, view, now), slot, desired).toBuilder()
        .setNodeId(move.target()).build();
    log.info("service {} is spread anew: its slot {} moves from node {} to node {}", service.getId(), slot.number(),
        move.old().getNodeId(), move.target());
    launch(slot, List.of(Writes.asksTheSame(service), Writes.unchanged(move.old()), Writes.create(newcomer)),
        Landing.NOTHING);
  }

  private void step(Service service, Slot slot, Moving moving, StoreView view, Instant now) {
    switch (MoveStep.of(moving, UpdateRule.of(service).order(), id -> view.get(Table.NODE, id), now)) {
      case WAIT -> {
        if (moving.refused() && !moving.patienceOver(now)) {
          patience.add(slot, moving.patienceEnds());
        }
      }
      case TAKE_OVER -> launch(slot, Writes.desire(List.of(moving.old()), TaskState.SHUTDOWN), (committed, at) -> {
        starts.cancel(moving.old().getId());
        if (moving.newcomer().getDesiredState() == TaskState.READY) {
          starts.add(DelayedStart.of(moving.newcomer(), slot, Duration.ZERO, Optional.of(moving.old()), at), committed);
        }
        restAfterMove(service, at);
      });
      case STAND_IN -> {
        List<Unit.Write> writes = new ArrayList<>(Writes.desire(List.of(moving.old()), TaskState.SHUTDOWN));
        writes.addAll(Writes.desire(List.of(moving.newcomer()), TaskState.RUNNING));
        launch(slot, writes, (committed, at) -> starts.cancel(moving.newcomer().getId()));
      }
      case GIVE_UP -> giveUp(service, slot, moving, view);
    }
  }

  private void giveUp(Service service, Slot slot, Moving moving, StoreView view) {
    Task newcomer = moving.newcomer();
    log.info("service {}: node {} does not take slot {}, which stays where it is: {}", service.getId(),
        newcomer.getNodeId(), slot.number(), newcomer.getStatus().getErr());
    Set<String> refused = refusals.get(service.getId());
    if (refused != null && !NodeFitness.losesTasks(view.get(Table.NODE, newcomer.getNodeId()))) {
      refused.add(newcomer.getNodeId());
    }
    TaskState leaves = TaskStates.unassigned(newcomer) ? TaskState.REMOVE : TaskState.SHUTDOWN;
    launch(slot, Writes.desire(List.of(newcomer), leaves), (committed, at) -> {
      starts.cancel(newcomer.getId());
      work.want(slot, Reason.CHECK);
      restAfterMove(service, at);
    });
  }

  /** The next move comes after the delay of the service's updates. */
  private void restAfterMove(Service service, Instant now) {
    Duration delay = UpdateRule.of(service).delay();
    due.put(service.getId(), now.plus(delay.compareTo(CALM) > 0 ? delay : CALM));
  }

  private void launch(Slot slot, List<Unit.Write> writes, Landing landing) {
    if (!writes.isEmpty()) {
      work.launch(slot, writes, EnumSet.of(Reason.MOVE), landing);
    }
  }

  private static boolean startsFirst(Service service) {
    return UpdateRule.of(service).order() == UpdateOrder.START_FIRST;
  }

  private static TaskDrift drift(Service service, StoreView view) {
    return new TaskDrift(service, id -> view.get(Table.NODE, id));
  }
}
