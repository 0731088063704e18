package io.swarmd.model.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.Version;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartHistoryTest {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  static Task task(RestartPolicy.Builder policy, long specVersion, TaskState observed, Instant at) {
    return Task.newBuilder().setSpec(TaskSpec.newBuilder().setRestart(policy))
        .setSpecVersion(Version.newBuilder().setIndex(specVersion))
        .setStatus(TaskStatus.newBuilder().setState(observed).setTimestamp(WireTime.timestamp(at))).build();
  }

  static RestartPolicy.Builder any(long maxAttempts) {
    return RestartPolicy.newBuilder().setCondition(RestartCondition.ANY).setMaxAttempts(maxAttempts);
  }

  static RestartPolicy.Builder any(long maxAttempts, Duration window) {
    return any(maxAttempts).setWindow(WireTime.span(window));
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,       FAILED,   false, false", "NONE,       COMPLETE, false, false",
    "ON_FAILURE, FAILED,   false, true",  "ON_FAILURE, COMPLETE, false, false",
    "ON_FAILURE, REJECTED, true,  true",  "ON_FAILURE, COMPLETE, true,  false",
    "ANY,        FAILED,   false, true",  "ANY,        COMPLETE, false, true",
    "ANY,        FAILED,   true,  true",  "ANY,        COMPLETE, true,  false",
    "ANY,        RUNNING,  false, true",
  })
  void conditions(RestartCondition condition, TaskState observed, boolean job, boolean restarts) {
    Task.Builder task = task(RestartPolicy.newBuilder().setCondition(condition), 1, observed, NOW).toBuilder();
    if (job) {
      task.setJobIteration(Version.getDefaultInstance());
    }
    assertThat(RestartHistory.NONE.allowsRestartOf(task.build())).isEqualTo(restarts);
  }

  @Test
  void noPolicyMeansAlwaysAndAnEmptyOneNever() {
    Task none = Task.newBuilder().setStatus(TaskStatus.newBuilder().setState(TaskState.FAILED)).build();
    assertThat(RestartHistory.NONE.allowsRestartOf(none)).isTrue();
    assertThat(RestartHistory.NONE.allowsRestartOf(task(RestartPolicy.newBuilder(), 1, TaskState.FAILED, NOW))).isFalse();
    assertThat(RestartRule.of(TaskSpec.getDefaultInstance()).delay()).hasSeconds(5);
    assertThat(RestartRule.of(none.getSpec().toBuilder().setRestart(RestartPolicy.newBuilder()).build()).delay())
        .hasSeconds(5);
  }

  @Test
  @Tag("orchestration-50")
  void attemptsCountRestartsAndBeginAnewWithAnotherSpec() {
    Task failed = task(any(1), 1, TaskState.FAILED, NOW);
    RestartHistory once = RestartHistory.NONE.restarted(failed, NOW);

    assertThat(RestartHistory.NONE.allowsRestartOf(failed)).isTrue();
    assertThat(once.allowsRestartOf(failed)).isFalse();
    assertThat(once.allowsRestartOf(task(any(1), 2, TaskState.FAILED, NOW))).isTrue();
    assertThat(once.restarted(task(any(1), 2, TaskState.NEW, NOW), NOW).total()).isEqualTo(1);
  }

  @Test
  @Tag("orchestration-51")
  void onlyRestartsWithinTheWindowCount() {
    Duration window = Duration.ofMillis(500);
    RestartHistory once = RestartHistory.NONE.restarted(task(any(1, window), 1, TaskState.NEW, NOW), NOW);

    assertThat(once.allowsRestartOf(task(any(1, window), 1, TaskState.FAILED, NOW.plusMillis(400)))).isFalse();
    assertThat(once.allowsRestartOf(task(any(1, window), 1, TaskState.FAILED, NOW.plusSeconds(1)))).isTrue();
    assertThat(once.allowsRestartOf(task(any(1, window), 1, TaskState.FAILED, NOW.minusSeconds(1))))
        .as("a restart after the task's own end does not count").isTrue();
  }

  @Test
  @Tag("orchestration-47")
  void theExampleOfTheSheet() {
    Duration window = Duration.ofMinutes(10);
    Task start = task(any(3, window), 1, TaskState.NEW, NOW);
    RestartHistory history = RestartHistory.NONE;
    for (int minutesAgo : new int[] {11, 9, 8}) {
      history = history.restarted(start, NOW.minus(Duration.ofMinutes(minutesAgo)));
    }
    Task failed = task(any(3, window), 1, TaskState.FAILED, NOW);
    assertThat(history.allowsRestartOf(failed)).isTrue();
    RestartHistory next = history.restarted(start, NOW);
    assertThat(next.allowsRestartOf(task(any(3, window), 1, TaskState.FAILED, NOW.plusSeconds(1)))).isFalse();
    assertThat(next.times()).as("what the window no longer reaches is dropped").hasSize(3);
  }

  @Test
  void unlimitedRestartsLeaveNoHistory() {
    assertThat(RestartHistory.NONE.restarted(task(any(0), 1, TaskState.NEW, NOW), NOW)).isSameAs(RestartHistory.NONE);
  }
}
