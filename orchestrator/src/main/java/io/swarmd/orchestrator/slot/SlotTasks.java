package io.swarmd.orchestrator.slot;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Chooses the tasks of a slot that stand for it (orchestration sheet, 3.2). */
public final class SlotTasks {

  private SlotTasks() {}

  /**
   * The tasks an update has to look at; a slot with none is dead. These are the tasks meant to run. When there are
   * none, the task made last still holds the slot if it may not be replaced, except during a rollback, which fills
   * every slot. Tasks on their way out do not count.
   *
   * @param mayRestart whether the restart policy allows a replacement of the task
   */
  public static List<Task> updatable(Collection<Task> tasks, Service service, Predicate<Task> mayRestart) {
    List<Task> wanted = tasks.stream().filter(TaskStates::wanted).toList();
    if (!wanted.isEmpty() || service.getUpdateStatus().getState() == UpdateState.ROLLBACK_STARTED) {
      return wanted;
    }
    return tasks.stream().filter(task -> !TaskStates.leaving(task)).max(TaskTime.FIRST_MADE_FIRST)
        .filter(newest -> !mayRestart.test(newest)).map(List::of).orElse(List.of());
  }
}
