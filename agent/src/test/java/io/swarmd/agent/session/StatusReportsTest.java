package io.swarmd.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StatusReportsTest {

  private final StatusReports reports = new StatusReports();

  private static TaskStatus status(TaskState state) {
    return TaskStatus.newBuilder().setState(state).build();
  }

  @Test
  void aLaterStatusTakesThePlaceOfAnEarlierAndNotTheOtherWayRound() {
    reports.add("a", status(TaskState.STARTING));
    reports.add("a", status(TaskState.RUNNING));
    reports.add("a", status(TaskState.READY));
    assertThat(reports.take()).extracting(update -> update.getStatus().getState()).containsExactly(TaskState.RUNNING);
    assertThat(reports.take()).isEmpty();
  }

  @Test
  void whatWasSentInVainComesBackUnlessOvertaken() {
    reports.add("a", status(TaskState.STARTING));
    reports.add("b", status(TaskState.STARTING));
    reports.take();
    reports.add("a", status(TaskState.RUNNING));
    reports.undelivered();
    assertThat(reports.take()).extracting(TaskStatusUpdate::getTaskId, update -> update.getStatus().getState())
        .containsExactlyInAnyOrder(
            tuple("a", TaskState.RUNNING),
            tuple("b", TaskState.STARTING));
  }

  @Test
  void oneCallTakesABoundedNumber() {
    for (int i = 0; i < StatusReports.BATCH_MAX + 1; i++) {
      reports.add("task-" + i, status(TaskState.RUNNING));
    }
    assertThat(reports.take()).hasSize(StatusReports.BATCH_MAX);
    reports.delivered();
    assertThat(reports.take()).hasSize(1);
  }

  @Test
  @Tag("dispatch-55")
  void withLostCallsTheLastStateOfEachTaskArrivesAndNoneGoesBack() {
    Random random = new Random(5);
    List<TaskState> states = List.of(TaskState.ACCEPTED, TaskState.READY, TaskState.RUNNING, TaskState.COMPLETE);
    Map<String, TaskState> arrived = new HashMap<>();
    for (TaskState state : states) {
      for (int task = 0; task < 100; task++) {
        reports.add("task-" + task, status(state));
        sendOne(random, arrived);
      }
    }
    while (!reports.isEmpty()) {
      sendOne(random, arrived);
    }
    assertThat(arrived).hasSize(100);
    assertThat(arrived.values()).containsOnly(TaskState.COMPLETE);
  }

  private void sendOne(Random random, Map<String, TaskState> arrived) {
    List<TaskStatusUpdate> updates = reports.take();
    if (random.nextInt(10) == 0) {
      reports.undelivered();
      return;
    }
    for (TaskStatusUpdate update : updates) {
      TaskState before = arrived.put(update.getTaskId(), update.getStatus().getState());
      assertThat(before == null || before.getNumber() <= update.getStatus().getState().getNumber()).isTrue();
    }
    reports.delivered();
  }
}
