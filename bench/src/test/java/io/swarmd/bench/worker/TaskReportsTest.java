package io.swarmd.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.swarmd.api.Assignment;
import io.swarmd.api.AssignmentChange;
import io.swarmd.api.AssignmentChange.AssignmentAction;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskReportsTest {

  private final TaskReports reports = new TaskReports();

  private static AssignmentChange change(AssignmentAction action, String id, TaskState desired, TaskState now) {
    return AssignmentChange.newBuilder().setAction(action).setAssignment(Assignment.newBuilder().setTask(
        Task.newBuilder().setId(id).setDesiredState(desired).setStatus(TaskStatus.newBuilder().setState(now)))).build();
  }

  private static AssignmentChange wanted(String id, TaskState desired) {
    return change(AssignmentAction.UPDATE, id, desired, TaskState.ASSIGNED);
  }

  private void apply(AssignmentsMessage.Type type, AssignmentChange... changes) {
    reports.apply(AssignmentsMessage.newBuilder().setType(type).addAllChanges(List.of(changes)).build());
  }

  private void more(AssignmentChange... changes) {
    apply(AssignmentsMessage.Type.INCREMENTAL, changes);
  }

  private List<TaskStatusUpdate> taken() {
    return reports.take(100, Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({"READY,READY", "RUNNING,RUNNING", "COMPLETE,COMPLETE", "SHUTDOWN,SHUTDOWN", "REMOVE,SHUTDOWN",
      "ASSIGNED,ACCEPTED"})
  void answersWhatIsWanted(TaskState desired, TaskState answer) {
    more(wanted("a", desired));
    assertThat(taken()).extracting(TaskStatusUpdate::getTaskId, update -> update.getStatus().getState())
        .containsExactly(tuple("a", answer));
  }

  @Test
  void saysNothingTwiceAndNothingThatIsKnown() {
    more(wanted("a", TaskState.RUNNING), change(AssignmentAction.UPDATE, "b", TaskState.RUNNING, TaskState.RUNNING));
    assertThat(taken()).hasSize(1);
    more(wanted("a", TaskState.RUNNING));
    assertThat(taken()).isEmpty();
    assertThat(reports.live()).isEqualTo(2);
  }

  @Test
  void neverGoesBack() {
    more(wanted("a", TaskState.SHUTDOWN));
    taken();
    more(wanted("a", TaskState.RUNNING));
    assertThat(taken()).isEmpty();
    assertThat(reports.live()).isZero();
  }

  @Test
  void aCompleteMessageForgetsWhatItDoesNotName() {
    more(wanted("a", TaskState.RUNNING), wanted("b", TaskState.RUNNING));
    apply(AssignmentsMessage.Type.COMPLETE, wanted("b", TaskState.RUNNING));
    assertThat(taken()).extracting(TaskStatusUpdate::getTaskId).containsExactly("b");
  }

  @Test
  void takesNoMoreThanAsked() {
    more(Stream.of("a", "b", "c").map(id -> wanted(id, TaskState.RUNNING)).toArray(AssignmentChange[]::new));
    assertThat(reports.take(1, Instant.EPOCH)).extracting(TaskStatusUpdate::getTaskId).containsExactly("a");
    assertThat(taken()).extracting(TaskStatusUpdate::getTaskId).containsExactly("b", "c");
  }

  @Test
  void whatWasNotHeardIsSaidAgainUnlessNewerOrRemoved() {
    more(wanted("a", TaskState.RUNNING), wanted("b", TaskState.RUNNING), wanted("c", TaskState.RUNNING));
    List<TaskStatusUpdate> unheard = taken();
    more(wanted("b", TaskState.SHUTDOWN), change(AssignmentAction.REMOVE, "c", TaskState.REMOVE, TaskState.RUNNING));
    reports.putBack(unheard);
    assertThat(taken()).extracting(TaskStatusUpdate::getTaskId, update -> update.getStatus().getState())
        .containsExactlyInAnyOrder(tuple("a", TaskState.RUNNING), tuple("b", TaskState.SHUTDOWN));
  }
}
