package io.swarmd.orchestrator.update;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.restart.DelayedStart;
import io.swarmd.orchestrator.restart.DelayedStarts;
import io.swarmd.orchestrator.update.RollingUpdate.Stage;
import io.swarmd.orchestrator.work.Landing;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.TaskMaker;
import io.swarmd.orchestrator.work.Worklist;
import io.swarmd.orchestrator.work.Writes;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Makes the steps of an update in one slot (orchestration sheet, 10.2). */
public final class SlotUpdate {

  private final UpdateSupervisor supervisor;
  private final Worklist work;
  private final DelayedStarts starts;
  private final TaskMaker maker;

  public SlotUpdate(UpdateSupervisor supervisor, Worklist work, DelayedStarts starts, TaskMaker maker) {
    this.supervisor = supervisor;
    this.work = work;
    this.starts = starts;
    this.maker = maker;
  }

  /**
   * Makes the step the slot is due for, if its service has an update and it is its turn.
   *
   * @param updatable the tasks that stand for the slot
   */
  public void step(Service service, Slot slot, List<Task> updatable, StoreView view, Instant now) {
    Optional<RollingUpdate> current = supervisor.updateOf(slot).filter(update -> update.isTo(service.getSpec()));
    if (current.isEmpty()) {
      return;
    }
    RollingUpdate update = current.get();
    switch (update.stage(slot).orElse(null)) {
      case Stage.Turn turn -> begin(update, service, slot, updatable, view, now);
      case Stage.Relieving relieving -> relieve(update, slot, updatable, relieving.taskId(), now);
      case null, default -> { }
    }
  }

  private void begin(RollingUpdate update, Service service, Slot slot, List<Task> updatable, StoreView view,
      Instant now) {
    TaskDrift drift = new TaskDrift(service, id -> view.get(Table.NODE, id));
    switch (UpdateStep.of(updatable, drift)) {
      case UpdateStep.Nothing nothing -> supervisor.finish(update, slot);
      case UpdateStep.Keep keep -> keep(update, slot, keep, now);
      case UpdateStep.Replace replace -> replace(update, service, slot, replace.old(), view, now);
    }
  }

  private void keep(RollingUpdate update, Slot slot, UpdateStep.Keep keep, Instant decided) {
    List<Unit.Write> writes = new ArrayList<>(Writes.desire(keep.older(), TaskState.SHUTDOWN));
    writes.addAll(Writes.desire(keep.younger(), TaskState.REMOVE));
    launch(slot, writes, (view, now) -> {
      keep.others().forEach(task -> starts.cancel(task.getId()));
      if (!UpdateStep.released(keep.kept())) {
        starts.add(start(keep.kept(), slot, keep.others(), decided), view);
      }
      supervisor.rest(update, slot, now);
    });
  }

  private void replace(RollingUpdate update, Service service, Slot slot, List<Task> old, StoreView view,
      Instant decided) {
    Task task = maker.make(maker.template(service, view, decided), slot, TaskState.READY);
    List<Unit.Write> writes = new ArrayList<>();
    writes.add(Writes.asksTheSame(service));
    writes.add(Writes.heldBy(slot, old));
    writes.add(Writes.create(task));
    List<Task> stopping = update.startsFirst() ? superfluous(old) : old;
    List<Task> awaited = update.startsFirst() ? List.of() : old;
    writes.addAll(Writes.desire(stopping, TaskState.SHUTDOWN));
    launch(slot, writes, (committed, now) -> {
      stopping.forEach(stopped -> starts.cancel(stopped.getId()));
      starts.add(start(task, slot, awaited, decided), committed);
      supervisor.made(update, slot, task.getId());
      committed.get(Table.TASK, task.getId()).ifPresent(stored -> supervisor.taskChanged(stored, now));
    });
  }

  /**
   * A new task that starts first joins one old task, so that a slot never holds more than two. There are several when
   * an update takes the place of one that was half done.
   */
  private static List<Task> superfluous(List<Task> old) {
    Optional<Task> stays = old.stream().filter(task -> !TaskStates.terminal(task))
        .max(Comparator.comparing(TaskStates::observed));
    return old.stream().filter(task -> stays.filter(task::equals).isEmpty()).toList();
  }

  private void relieve(RollingUpdate update, Slot slot, List<Task> updatable, String newTaskId, Instant now) {
    boolean runs = updatable.stream().anyMatch(task -> task.getId().equals(newTaskId) && !TaskStates.terminal(task));
    List<Task> old = updatable.stream().filter(task -> runs && !task.getId().equals(newTaskId)).toList();
    List<Unit.Write> writes = Writes.desire(old, TaskState.SHUTDOWN);
    if (writes.isEmpty()) {
      supervisor.rest(update, slot, now);
      return;
    }
    launch(slot, writes, (view, written) -> {
      old.forEach(task -> starts.cancel(task.getId()));
      supervisor.rest(update, slot, written);
    });
  }

  private static DelayedStart start(Task task, Slot slot, Collection<Task> stopping, Instant now) {
    return DelayedStart.of(task, slot, Duration.ZERO, stopping.stream().reduce((one, other) -> other), now);
  }

  private void launch(Slot slot, List<Unit.Write> writes, Landing landing) {
    work.launch(slot, writes, EnumSet.of(Reason.UPDATE), landing);
  }
}
