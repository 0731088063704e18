package io.swarmd.orchestrator.update;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.update.RollingUpdate.Stage;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.TimedQueue;
import io.swarmd.orchestrator.work.Worklist;
import io.swarmd.store.StoreView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Runs the updates, at most one a service (orchestration sheet, section 10). It says which slots have a step to make;
 * {@link SlotUpdate} makes the steps and tells it what came of them.
 */
public final class UpdateSupervisor {

  private final Worklist work;
  private final Map<String, RollingUpdate> updates = new HashMap<>();
  private final UpdateStatuses statuses;
  /** The slots by the tasks that somebody wants to see up, or ended. */
  private final Map<String, Slot> tasks = new HashMap<>();
  /** Rests of slots that end, and watches of services. */
  private final TimedQueue<Slot> ends = new TimedQueue<>();

  public UpdateSupervisor(Worklist work) {
    this.work = work;
    this.statuses = new UpdateStatuses(work);
  }

  /**
   * Shows the update of a service, which need not have one, the slots as they are now.
   *
   * @param slots the tasks that stand for each slot, in the order in which to update them
   */
  public void show(Service service, SequencedMap<Slot, List<Task>> slots, TaskDrift drift, Instant now) {
    String id = service.getId();
    RollingUpdate running = updates.get(id);
    List<Slot> dirty = slots.entrySet().stream()
        .filter(entry -> drift.dirty(entry.getValue())).map(Map.Entry::getKey).toList();
    if (running != null && running.serves(service)) {
      resume(service, running, dirty, now);
      return;
    }
    if (statuses.stopping(service)) {
      return;
    }
    forget(id);
    UpdateState state = service.getUpdateStatus().getState();
    if (state == UpdateState.PAUSED || state == UpdateState.ROLLBACK_PAUSED) {
      return;
    }
    if (dirty.isEmpty()) {
      if (state == UpdateState.UPDATING || state == UpdateState.ROLLBACK_STARTED) {
        statuses.want(service, new StatusChange.Complete(now));
      }
      return;
    }
    begin(service, new RollingUpdate(service, dirty, now));
  }

  private void begin(Service service, RollingUpdate update) {
    updates.put(service.getId(), update);
    if (!service.hasUpdateStatus()) {
      statuses.want(service, new StatusChange.Begin(update.startedAt()));
    }
    takeTurns(update);
  }

  private void resume(Service service, RollingUpdate update, List<Slot> dirty, Instant now) {
    if (!service.hasUpdateStatus()) {
      // The same spec was submitted again, which took the status away.
      statuses.want(service, new StatusChange.Begin(update.startedAt()));
    }
    if (update.stopped() || !update.checking()) {
      return;
    }
    if (dirty.isEmpty()) {
      update.watchUntil(now.plus(update.rule().watch()));
      ends.add(Worklist.whole(service.getId()), now.plus(update.rule().watch()));
    } else {
      update.requeue(dirty);
      takeTurns(update);
    }
  }

  private void takeTurns(RollingUpdate update) {
    update.takeTurns().forEach(slot -> work.want(slot, Reason.UPDATE));
  }

  /** Ends the update of a service that is gone or asks for something else. */
  public void forget(String serviceId) {
    statuses.forget(serviceId);
    end(serviceId);
  }

  private void end(String serviceId) {
    if (updates.remove(serviceId) != null) {
      tasks.values().removeIf(slot -> slot.serviceId().equals(serviceId));
    }
  }

  /** The update of the slot's service. */
  Optional<RollingUpdate> updateOf(Slot slot) {
    return Optional.ofNullable(updates.get(slot.serviceId()));
  }

  /** The update made a task, which takes the place of others. */
  void made(RollingUpdate update, Slot slot, String taskId) {
    if (updates.get(slot.serviceId()) != update) {
      return;
    }
    update.tally().made(taskId);
    tasks.put(taskId, slot);
    update.enter(slot, new Stage.Awaiting(taskId));
  }

  /** The slot's work is done: the next one's turn comes after the rule's delay. */
  void rest(RollingUpdate update, Slot slot, Instant now) {
    if (updates.get(slot.serviceId()) != update) {
      return;
    }
    if (!update.rule().delay().isPositive()) {
      finish(update, slot);
      return;
    }
    Instant until = now.plus(update.rule().delay());
    update.enter(slot, new Stage.Resting(until));
    ends.add(slot, until);
  }

  /** The slot is done; the next one's turn comes at once. */
  void finish(RollingUpdate update, Slot slot) {
    update.done(slot);
    takeTurns(update);
    if (!update.exhausted()) {
      return;
    }
    if (update.stopped()) {
      end(slot.serviceId());
    } else {
      update.check();
      work.wantService(slot.serviceId());
    }
  }

  /** A task changed. */
  public void taskChanged(Task task, Instant now) {
    Slot slot = tasks.get(task.getId());
    if (slot == null) {
      return;
    }
    RollingUpdate update = updates.get(slot.serviceId());
    if (TaskStates.terminal(task)) {
      tasks.remove(task.getId());
      countEnd(update, task, now);
    }
    boolean up = TaskStates.observed(task) >= TaskState.RUNNING_VALUE;
    if (up) {
      update.tally().started(task.getId(), now);
    }
    if ((up || !TaskStates.wanted(task)) && awaits(update, slot, task.getId())) {
      cameUp(update, slot, task, now);
    }
  }

  /** A task is gone: nobody waits for it any more. */
  public void taskDeleted(Task task, Instant now) {
    Slot slot = tasks.remove(task.getId());
    if (slot != null && awaits(updates.get(slot.serviceId()), slot, task.getId())) {
      rest(updates.get(slot.serviceId()), slot, now);
    }
  }

  private static boolean awaits(RollingUpdate update, Slot slot, String taskId) {
    return update.stage(slot).filter(new Stage.Awaiting(taskId)::equals).isPresent();
  }

  private void cameUp(RollingUpdate update, Slot slot, Task task, Instant now) {
    if (update.startsFirst() && TaskStates.observed(task) == TaskState.RUNNING_VALUE) {
      update.enter(slot, new Stage.Relieving(task.getId()));
      work.want(slot, Reason.UPDATE);
    } else {
      rest(update, slot, now);
    }
  }

  private void countEnd(RollingUpdate update, Task task, Instant now) {
    if (!update.tally().ended(task.getId(), now) || update.stopped()) {
      return;
    }
    update.stop();
    statuses.want(task.getServiceId(), update, update.rule().failureAction() == FailureAction.ROLLBACK
        ? new StatusChange.RollBack(task.getId()) : new StatusChange.Pause(task.getId()));
    if (update.exhausted()) {
      end(task.getServiceId());
    }
  }

  /** Ends the rests and watches that are over. */
  public void advance(Instant now) {
    for (Slot slot : ends.take(now)) {
      RollingUpdate update = updates.get(slot.serviceId());
      if (update == null) {
        continue;
      }
      if (update.watchedUntil().filter(end -> !end.isAfter(now)).isPresent()) {
        end(slot.serviceId());
        statuses.want(slot.serviceId(), update, new StatusChange.Complete(now));
      } else if (update.stage(slot).filter(stage -> over(stage, now)).isPresent()) {
        finish(update, slot);
      }
    }
  }

  private static boolean over(Stage stage, Instant now) {
    return stage instanceof Stage.Resting(Instant until) && !until.isAfter(now);
  }

  /** Writes what waits to be written into a service. */
  public void writeStatus(String serviceId, StoreView view) {
    statuses.write(serviceId, view);
  }

  public Optional<Instant> nextDue() {
    return ends.next();
  }
}
