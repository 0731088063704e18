package io.swarmd.orchestrator;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.model.task.Slot;
import io.swarmd.orchestrator.restart.DelayedStart;
import io.swarmd.orchestrator.restart.RestartPlan;
import io.swarmd.orchestrator.restart.RestartPlan.Replacement;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.TaskMaker;
import io.swarmd.orchestrator.work.Writes;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Sends the unit that shuts down the failed tasks of a slot and replaces them, and remembers the delayed start. */
final class SlotRestart {

  private final Memory memory;
  private final TaskMaker maker;

  SlotRestart(Memory memory, TaskMaker maker) {
    this.memory = memory;
    this.maker = maker;
  }

  /**
   * @param besides what else is written about the slot
   * @param asUsual the plan for a service that has no wishes of its own
   */
  void launch(Service service, Slot slot, List<Unit.Write> besides, RestartPlan asUsual, StoreView view, Instant now) {
    RestartPlan plan = ServiceOption.REPLACE_AT_ONCE.isOn(service.getSpec())
        ? asUsual.withoutDelayAfterRemoval(id -> view.get(Table.NODE, id)) : asUsual;
    List<Unit.Write> writes = new ArrayList<>(besides);
    writes.addAll(Writes.desire(plan.shutDown(), TaskState.SHUTDOWN));
    Optional<Task> task = plan.replacement()
        .map(replacement -> maker.make(maker.template(service, view, now), slot, TaskState.READY));
    task.ifPresent(made -> {
      writes.add(Writes.asksTheSame(service));
      writes.add(Writes.create(made));
    });
    memory.work().launch(slot, writes, EnumSet.of(Reason.CHECK), (committed, at) -> {
      plan.shutDown().forEach(old -> memory.starts().cancel(old.getId()));
      task.ifPresent(made -> restarted(made, slot, plan.replacement().orElseThrow(), now, committed));
    });
  }

  private void restarted(Task task, Slot slot, Replacement replacement, Instant decided, StoreView committed) {
    memory.histories().restarted(task, slot, decided);
    memory.starts()
        .add(DelayedStart.of(task, slot, replacement.delay(), replacement.stopsFirst(), decided), committed);
  }
}
