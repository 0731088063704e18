package io.swarmd.model.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskStatesTest {

  static Task task(TaskState desired, TaskState observed) {
    return Task.newBuilder().setDesiredState(desired)
        .setStatus(TaskStatus.newBuilder().setState(observed)).build();
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING,  NEW,      false, true,  false",
    "RUNNING,  RUNNING,  false, true,  false",
    "READY,    READY,    false, true,  false",
    "RUNNING,  COMPLETE, true,  true,  true",
    "RUNNING,  ORPHANED, true,  true,  true",
    "READY,    REJECTED, true,  true,  true",
    "SHUTDOWN, RUNNING,  false, false, false",
    "SHUTDOWN, FAILED,   true,  false, false",
    "COMPLETE, FAILED,   true,  false, false",
  })
  void classes(TaskState desired, TaskState observed, boolean terminal, boolean wanted, boolean failed) {
    Task task = task(desired, observed);
    assertThat(TaskStates.terminal(task)).isEqualTo(terminal);
    assertThat(TaskStates.wanted(task)).isEqualTo(wanted);
    assertThat(TaskStates.failed(task)).isEqualTo(failed);
  }

  @ParameterizedTest
  @CsvSource({
    "REMOVE, NEW, true", "REMOVE, PENDING, true", "REMOVE, ASSIGNED, false", "REMOVE, RUNNING, false",
    "REMOVE, COMPLETE, true", "REMOVE, SHUTDOWN, true", "REMOVE, ORPHANED, true", "SHUTDOWN, SHUTDOWN, false",
  })
  void removable(TaskState desired, TaskState observed, boolean expected) {
    assertThat(TaskStates.removable(task(desired, observed))).isEqualTo(expected);
  }

  @Test
  @Tag("orchestration-2")
  void desiredStateNeverGoesDown() {
    Task down = task(TaskState.SHUTDOWN, TaskState.RUNNING);
    assertThat(TaskStates.desire(down, TaskState.RUNNING)).isSameAs(down);
    assertThat(TaskStates.desire(down, TaskState.REMOVE).getDesiredState()).isEqualTo(TaskState.REMOVE);
  }
}
