package io.swarmd.orchestrator;

import io.swarmd.loop.Environment;
import io.swarmd.model.task.Slot;
import io.swarmd.orchestrator.rebalance.Rebalancer;
import io.swarmd.orchestrator.update.UpdateSupervisor;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.TaskMaker;
import io.swarmd.orchestrator.work.Worklist;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one loop that makes tasks: for services and jobs, for tasks that ended, and for updates. It writes
 * desired states and new tasks, and of services the update's status; it never writes an observed state.
 *
 * <p>A change of a service has its tasks compared with it once; any other change concerns single slots. Of a slot one
 * unit is in flight at a time.
 */
public final class TaskOrchestrator implements ControlLoop {

  private static final Logger log = LoggerFactory.getLogger(TaskOrchestrator.class);

  private final TaskMaker maker;
  private Memory memory;
  private UpdateSupervisor updates;
  private Rebalancer rebalancer;
  private ChangeRouter router;
  private SlotKeeper slots;
  private ServiceKeeper services;

  public TaskOrchestrator(Environment environment) {
    this.maker = new TaskMaker(environment);
    forget();
  }

  private void forget() {
    memory = new Memory();
    updates = new UpdateSupervisor(memory.work());
    rebalancer = new Rebalancer(memory.work(), memory.starts(), maker);
    router = new ChangeRouter(memory, updates, rebalancer);
    SlotRestart restart = new SlotRestart(memory, maker);
    JobKeeper jobs = new JobKeeper(memory, maker, restart);
    slots = new SlotKeeper(memory, maker, updates, jobs, restart, rebalancer);
    services = new ServiceKeeper(memory, maker, slots, updates, jobs, rebalancer);
  }

  @Override
  public String name() {
    return "task-orchestrator";
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    forget();
    new TaskInit(memory, rebalancer).takeUp(snapshot, now);
    return work(snapshot, now);
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    router.route(committed, now);
    return work(committed.after(), now);
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    return work(snapshot, now);
  }

  @Override
  public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
    switch (outcome) {
      case Outcome.Committed committed -> memory.work().land(unit.key()).written(snapshot, now);
      case Outcome.Refused refused -> {
        log.warn("a change of {} was refused: {}", unit.key(), refused.text());
        retry(unit, now.plus(Worklist.REFUSED_RETRY_AFTER));
      }
      case Outcome.Conflict conflict -> retry(unit, now.plus(Worklist.RETRY_AFTER));
      case Outcome.Unknown unknown -> retry(unit, now.plus(Worklist.RETRY_AFTER));
    }
    return work(snapshot, now);
  }

  private void retry(Unit unit, Instant at) {
    memory.work().failed(unit.key(), at);
  }

  /** Looks at all there is to look at now. Slots come before services, so that restarts come before reconciling. */
  private List<Unit> work(StoreView view, Instant now) {
    Worklist work = memory.work();
    work.retry(now);
    updates.advance(now);
    rebalancer.advance(now);
    for (Slot slot : memory.starts().fallDue(now)) {
      work.want(slot, Reason.CHECK);
      work.want(slot, Reason.START);
    }
    while (lookAtNext(work, view, now)) {
      // Each look takes its reasons off the list, so the list runs empty.
    }
    work.goOn(view, now);
    return work.takeUnits();
  }

  private boolean lookAtNext(Worklist work, StoreView view, Instant now) {
    Optional<Slot> slot = work.nextSlot();
    if (slot.isPresent()) {
      slots.look(slot.get(), view, now);
      return true;
    }
    Optional<String> service = work.nextService();
    service.ifPresent(id -> {
      services.reconcile(id, view, now);
      work.goOn(view, now);
      work.release(id);
    });
    return service.isPresent();
  }

  @Override
  public Optional<Instant> nextWake() {
    return Stream.of(memory.work().nextRetry(), updates.nextDue(), memory.starts().nextDue(),
            rebalancer.nextDue())
        .flatMap(Optional::stream).min(Instant::compareTo);
  }
}
