package io.swarmd.orchestrator.rebalance;

import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.time.WireTime;
import io.swarmd.orchestrator.Things;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoveStepTest {

  private static final Service SERVICE = replicated("s", 1);

  private static Task made(String id, String node, TaskState desired, TaskState observed, int second) {
    Task.Builder task = task(SERVICE, id, 1, node, desired, observed).toBuilder();
    task.getMetaBuilder().setCreatedAt(WireTime.timestamp(Things.START.plusSeconds(second)));
    return task.build();
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, PENDING, STOP_FIRST, READY, READY, 1, WAIT, no room",
    "RUNNING, PENDING, STOP_FIRST, READY, READY, 10, GIVE_UP, no room",
    "RUNNING, PENDING, STOP_FIRST, READY, READY, -1, GIVE_UP, no room and a clock that went back",
    "RUNNING, PENDING, STOP_FIRST, READY, READY, 60, WAIT,",
    "RUNNING, ASSIGNED, STOP_FIRST, READY, READY, 60, WAIT,",
    "RUNNING, READY, STOP_FIRST, READY, READY, 1, TAKE_OVER,",
    "RUNNING, READY, START_FIRST, READY, READY, 1, WAIT,",
    "RUNNING, RUNNING, START_FIRST, READY, READY, 1, TAKE_OVER,",
    "RUNNING, REJECTED, STOP_FIRST, READY, READY, 1, GIVE_UP,",
    "FAILED, REJECTED, STOP_FIRST, READY, READY, 1, GIVE_UP,",
    "FAILED, ASSIGNED, STOP_FIRST, READY, READY, 1, STAND_IN,",
    "RUNNING, ASSIGNED, STOP_FIRST, DOWN, READY, 1, STAND_IN,",
    "RUNNING, READY, STOP_FIRST, READY, DOWN, 1, GIVE_UP,",
  })
  void aMoveGoesOnAsFarAsTheNewcomerIs(TaskState old, TaskState newcomer, UpdateOrder order, State oldNode,
      State newNode, int seconds, MoveStep expected, String err) {
    TaskState desired = order == UpdateOrder.START_FIRST ? TaskState.RUNNING : TaskState.READY;
    Task.Builder coming = made("new", "n2", desired, newcomer, 0).toBuilder();
    coming.getStatusBuilder().setErr(err == null ? "" : err);
    Moving moving = new Moving(made("old", "n1", TaskState.RUNNING, old, -60),
        coming.build());
    assertThat(MoveStep.of(moving, order, id -> Optional.of(
        node(id, id.equals("n1") ? oldNode : newNode, Availability.ACTIVE)), Things.START.plusSeconds(seconds)))
            .isEqualTo(expected);
  }

  @Test
  void aNewcomerThatWaitsForTheOldTasksEndTakesOverAlsoWhenTheOrderChanges() {
    Moving moving = new Moving(made("old", "n1", TaskState.RUNNING, TaskState.RUNNING, -60),
        made("new", "n2", TaskState.READY, TaskState.READY, 0));
    assertThat(MoveStep.of(moving, UpdateOrder.START_FIRST, id -> Optional.of(node(id)), Things.START))
        .isEqualTo(MoveStep.TAKE_OVER);
  }

  @ParameterizedTest
  @CsvSource({"READY", "RUNNING", "REJECTED"})
  void theNewcomerIsTheOneThatCameUpLastWhateverTheClocksSay(TaskState newcomer) {
    Task old = version(made("old", "n1", TaskState.RUNNING, TaskState.RUNNING, 3_600), 7);
    Task coming = version(made("new", "n2", TaskState.READY, newcomer, 0), 8);
    TaskDrift drift = new TaskDrift(SERVICE, id -> Optional.of(node(id)));
    assertThat(Moving.of(List.of(old, coming), drift)).contains(new Moving(old, coming));
  }

  private static Task version(Task task, long version) {
    Task.Builder stored = task.toBuilder();
    stored.getMetaBuilder().getVersionBuilder().setIndex(version);
    return stored.build();
  }

  @Test
  void aSlotMovesWhenItHasTwoTasksAsAskedForOnTwoNodes() {
    TaskDrift drift = new TaskDrift(SERVICE, id -> Optional.of(node(id)));
    Task old = made("old", "n1", TaskState.RUNNING, TaskState.RUNNING, 0);
    Task newcomer = made("new", "n2", TaskState.READY, TaskState.READY, 1);
    assertThat(Moving.of(List.of(newcomer, old), drift)).contains(new Moving(old, newcomer));
    assertThat(Moving.of(List.of(old), drift)).isEmpty();
    assertThat(Moving.of(List.of(old, made("x", "n1", TaskState.READY, TaskState.READY, 1)), drift)).isEmpty();
    assertThat(Moving.of(List.of(old, made("x", "", TaskState.READY, TaskState.NEW, 1)), drift)).isEmpty();
    assertThat(Moving.of(List.of(old, made("x", "n2", TaskState.SHUTDOWN, TaskState.READY, 1)), drift)).isEmpty();
    assertThat(Moving.of(List.of(made("x", "n1", TaskState.READY, TaskState.READY, 0), newcomer), drift)).isEmpty();
    TaskDrift updated = new TaskDrift(Things.withImage(SERVICE, "image:2"), id -> Optional.of(node(id)));
    assertThat(Moving.of(List.of(old, newcomer), updated)).isEmpty();
  }
}
