package io.swarmd.model.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Task;
import io.swarmd.api.TaskStatus;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TaskTimeTest {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  @Tag("orchestration-6")
  void theTimeAppliedDecides() {
    Task appliedLate = task("late", NOON.minusSeconds(9), NOON);
    Task appliedEarly = task("early", NOON.plusSeconds(9), NOON.minusSeconds(1));
    Task timeless = Task.newBuilder().setId("timeless").build();

    assertThat(List.of(appliedLate, appliedEarly, timeless).stream().sorted(TaskTime.OLDEST_FIRST).map(Task::getId))
        .containsExactly("timeless", "early", "late");
  }

  @Test
  void nanosecondsCount() {
    Task older = Task.newBuilder().setId("b").setStatus(
        TaskStatus.newBuilder().setTimestamp(WireTime.timestamp(NOON.plusNanos(1)))).build();
    Task newer = Task.newBuilder().setId("a").setStatus(
        TaskStatus.newBuilder().setTimestamp(WireTime.timestamp(NOON.plusNanos(2)))).build();
    assertThat(List.of(newer, older).stream().sorted(TaskTime.OLDEST_FIRST)).containsExactly(older, newer);
  }

  static Task task(String id, Instant made, Instant applied) {
    return Task.newBuilder().setId(id).setStatus(TaskStatus.newBuilder()
        .setTimestamp(WireTime.timestamp(made)).setAppliedAt(WireTime.timestamp(applied))).build();
  }
}
