package io.swarmd.model.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.TaskState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTransitionsTest {

  @ParameterizedTest
  @CsvSource({
    "ALLOCATOR,    NEW,       PENDING,   true",
    "SCHEDULER,    NEW,       PENDING,   false",
    "SCHEDULER,    PENDING,   PENDING,   true",
    "SCHEDULER,    PENDING,   ASSIGNED,  true",
    "SCHEDULER,    PENDING,   SHUTDOWN,  true",
    "SCHEDULER,    ASSIGNED,  SHUTDOWN,  false",
    "AGENT,        PENDING,   ACCEPTED,  false",
    "AGENT,        ASSIGNED,  ACCEPTED,  true",
    "AGENT,        ASSIGNED,  RUNNING,   true",
    "AGENT,        RUNNING,   RUNNING,   true",
    "AGENT,        RUNNING,   COMPLETE,  true",
    "AGENT,        ASSIGNED,  SHUTDOWN,  true",
    "AGENT,        STARTING,  FAILED,    true",
    "AGENT,        STARTING,  REJECTED,  false",
    "AGENT,        PREPARING, REJECTED,  true",
    "AGENT,        RUNNING,   ORPHANED,  false",
    "DISPATCHER,   RUNNING,   ORPHANED,  true",
    "DISPATCHER,   PENDING,   ORPHANED,  false",
    "DISPATCHER,   COMPLETE,  ORPHANED,  false",
    "NODE_REMOVAL, PENDING,   ORPHANED,  true",
    "ENFORCER,     RUNNING,   REJECTED,  true",
    "ENFORCER,     COMPLETE,  REJECTED,  false",
    "MAKER,        NEW,       PENDING,   false",
  })
  void whoMayMoveWhatWhere(TaskMover mover, TaskState from, TaskState to, boolean allowed) {
    assertThat(TaskTransitions.allowed(mover, from, to)).isEqualTo(allowed);
  }

  @Test
  @Tag("orchestration-1")
  @Tag("orchestration-3")
  void noRowGoesDown() {
    assertThat(TaskTransitions.allowed(TaskMover.AGENT, TaskState.RUNNING, TaskState.STARTING)).isFalse();
    assertThat(TaskTransitions.allowed(TaskMover.AGENT, TaskState.REJECTED, TaskState.SHUTDOWN)).isFalse();
    assertThat(TaskTransitions.TABLE).allSatisfy(row ->
        assertThat(row.to().getNumber()).isGreaterThanOrEqualTo(row.last().getNumber()));
  }

  @Test
  void observedIsNeverRemove() {
    assertThat(TaskTransitions.TABLE).noneMatch(row -> row.to() == TaskState.REMOVE);
  }

  @Test
  void onlyAMakerBeginsATask() {
    assertThat(TaskTransitions.mayBegin(TaskMover.MAKER, TaskState.NEW)).isTrue();
    assertThat(TaskTransitions.mayBegin(TaskMover.SCHEDULER, TaskState.NEW)).isFalse();
    assertThat(TaskTransitions.mayBegin(TaskMover.MAKER, TaskState.PENDING)).isFalse();
  }
}
