package io.swarmd.orchestrator.slot;

import static io.swarmd.orchestrator.Things.START;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.reported;
import static io.swarmd.orchestrator.Things.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateStatus;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.time.WireTime;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SlotTasksTest {

  static final Service SERVICE = replicated("s", 1);
  static final Task OLD = reported(
      task(SERVICE, "old", 1, "n", TaskState.SHUTDOWN, TaskState.FAILED), TaskState.FAILED, START.minusSeconds(9));
  static final Task NEW = reported(
      task(SERVICE, "new", 1, "n", TaskState.SHUTDOWN, TaskState.COMPLETE), TaskState.COMPLETE, START);

  @Test
  void tasksMeantToRunStandForTheSlot() {
    Task one = task(SERVICE, "one", 1, "n", TaskState.RUNNING, TaskState.FAILED);
    Task two = task(SERVICE, "two", 1, "", TaskState.READY, TaskState.NEW);
    assertThat(SlotTasks.updatable(List.of(OLD, one, two), SERVICE, task -> false)).containsExactly(one, two);
  }

  @Test
  @Tag("orchestration-13")
  void aTaskThatMayNotBeReplacedKeepsItsSlot() {
    assertThat(SlotTasks.updatable(List.of(NEW, OLD), SERVICE, task -> false)).containsExactly(NEW);
    assertThat(SlotTasks.updatable(List.of(NEW, OLD), SERVICE, task -> task != NEW)).containsExactly(NEW);
    assertThat(SlotTasks.updatable(List.of(NEW, OLD), SERVICE, task -> true)).isEmpty();
  }

  @Test
  void tasksOnTheirWayOutHoldNoSlot() {
    Task leaving = NEW.toBuilder().setDesiredState(TaskState.REMOVE).build();
    assertThat(SlotTasks.updatable(List.of(leaving), SERVICE, task -> false)).isEmpty();
    assertThat(SlotTasks.updatable(List.of(OLD, leaving), SERVICE, task -> false)).containsExactly(OLD);
  }

  @Test
  void theTaskMadeLastSpeaksForTheSlotAlsoWhenAnotherEndedAfterIt() {
    assertThat(SlotTasks.updatable(List.of(made(NEW, 0), made(OLD, 5)), SERVICE, task -> false))
        .containsExactly(made(OLD, 5));
  }

  private static Task made(Task task, int second) {
    Task.Builder made = task.toBuilder();
    made.getMetaBuilder().setCreatedAt(WireTime.timestamp(START.plusSeconds(second)));
    return made.build();
  }

  @Test
  @Tag("orchestration-76")
  void aRollbackFillsEverySlot() {
    Service rollingBack = SERVICE.toBuilder()
        .setUpdateStatus(UpdateStatus.newBuilder().setState(UpdateState.ROLLBACK_STARTED)).build();
    assertThat(SlotTasks.updatable(List.of(NEW), rollingBack, task -> false)).isEmpty();
  }
}
