package io.swarmd.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.TaskState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of dispatch sheet, 4.3, row by row. */
class TaskStepTest {

  @ParameterizedTest
  @CsvSource({
    "RUNNING, NEW, ACCEPTED, accepted",
    "RUNNING, PENDING, ACCEPTED, accepted",
    "RUNNING, ASSIGNED, ACCEPTED, accepted",
    "RUNNING, ACCEPTED, PREPARING, preparing",
    "RUNNING, READY, STARTING, starting",
    "READY, ACCEPTED, PREPARING, preparing",
    "COMPLETE, READY, STARTING, starting",
  })
  void statesWithoutWork(TaskState desired, TaskState state, TaskState next, String message) {
    assertThat(TaskStep.next(desired, state)).isEqualTo(new TaskStep.Move(next, message));
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, PREPARING, PREPARE",
    "READY, PREPARING, PREPARE",
    "RUNNING, STARTING, START",
    "RUNNING, RUNNING, AWAIT_END",
    "COMPLETE, RUNNING, AWAIT_END",
    "SHUTDOWN, ASSIGNED, SHUTDOWN",
    "SHUTDOWN, RUNNING, SHUTDOWN",
    "REMOVE, RUNNING, SHUTDOWN",
  })
  void statesWithACall(TaskState desired, TaskState state, Operation operation) {
    assertThat(TaskStep.next(desired, state)).isEqualTo(new TaskStep.Call(operation));
  }

  @ParameterizedTest
  @CsvSource({
    "READY, READY", "READY, STARTING", "READY, RUNNING", "COMPLETE, COMPLETE", "RUNNING, COMPLETE", "RUNNING, FAILED"
  })
  void statesThatWait(TaskState desired, TaskState state) {
    assertThat(TaskStep.next(desired, state)).isEqualTo(TaskStep.PAUSE);
  }

  @ParameterizedTest
  @EnumSource(value = TaskState.class, names = {"COMPLETE", "SHUTDOWN", "FAILED", "REJECTED", "REMOVE", "ORPHANED"})
  @Tag("dispatch-68")
  void aTaskThatHasEndedIsNotShutDown(TaskState state) {
    assertThat(TaskStep.next(TaskState.SHUTDOWN, state)).isEqualTo(TaskStep.PAUSE);
    assertThat(TaskStep.next(TaskState.REMOVE, state)).isEqualTo(TaskStep.PAUSE);
  }

  @Test
  void noStepLeadsBack() {
    for (TaskState desired : TaskState.values()) {
      for (TaskState state : TaskState.values()) {
        if (desired != TaskState.UNRECOGNIZED && state != TaskState.UNRECOGNIZED
            && TaskStep.next(desired, state) instanceof TaskStep.Move(TaskState next, String message)) {
          assertThat(next.getNumber()).isGreaterThan(state.getNumber());
        }
      }
    }
  }
}
