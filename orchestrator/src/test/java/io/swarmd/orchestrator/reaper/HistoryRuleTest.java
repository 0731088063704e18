package io.swarmd.orchestrator.reaper;

import static io.swarmd.orchestrator.Things.START;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.replicatedJob;
import static io.swarmd.orchestrator.Things.reported;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.OrchestrationConfig;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryRuleTest {

  static final Service SERVICE = replicated("s", 1);

  static final Cluster KEEPS_NONE = Cluster.newBuilder().setSpec(ClusterSpec.newBuilder()
      .setOrchestration(OrchestrationConfig.newBuilder().setTaskHistoryRetentionLimit(0))).build();

  static Task ended(String id, long secondsAgo) {
    return reported(task(SERVICE, id, 1, "n", TaskState.SHUTDOWN, TaskState.FAILED), TaskState.FAILED,
        START.minusSeconds(secondsAgo));
  }

  @Test
  @Tag("orchestration-78")
  void theOldestGoFirstAndTheLiveTaskCounts() {
    List<Task> slot = List.of(ended("b", 2), ended("c", 1), ended("a", 3), running(SERVICE, "live", 1, "n"));
    assertThat(HistoryRule.of(slot, 2).delete()).extracting(Task::getId).containsExactly("a", "b");
    assertThat(HistoryRule.of(slot, 4).delete()).isEmpty();
    assertThat(HistoryRule.of(slot, 0).delete()).extracting(Task::getId).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @Tag("orchestration-79")
  @CsvSource({
    "READY, NEW, false", "READY, PENDING, false", "READY, ASSIGNED, false", "READY, RUNNING, false",
    "RUNNING, NEW, false", "RUNNING, PENDING, false", "RUNNING, ASSIGNED, false", "RUNNING, READY, false",
    "RUNNING, RUNNING, false", "RUNNING, COMPLETE, true", "RUNNING, FAILED, true", "RUNNING, REJECTED, true",
    "RUNNING, ORPHANED, true",
    "SHUTDOWN, NEW, true", "SHUTDOWN, PENDING, true", "SHUTDOWN, ASSIGNED, false", "SHUTDOWN, STARTING, false",
    "SHUTDOWN, RUNNING, false", "SHUTDOWN, COMPLETE, true", "SHUTDOWN, SHUTDOWN, true", "SHUTDOWN, ORPHANED, true",
    "REMOVE, NEW, true", "REMOVE, ASSIGNED, false", "REMOVE, RUNNING, false", "REMOVE, SHUTDOWN, true",
  })
  void whatMayBeDeleted(TaskState desired, TaskState observed, boolean deleted) {
    Task task = task(SERVICE, "t", 1, "n", desired, observed);
    assertThat(HistoryRule.of(List.of(task), 0).delete()).hasSize(deleted ? 1 : 0);
  }

  @Test
  @Tag("orchestration-81")
  void aNegativeLimitKeepsEverything() {
    assertThat(HistoryRule.of(List.of(ended("a", 1), ended("b", 2)), -1).delete()).isEmpty();
  }

  @Test
  @Tag("orchestration-82")
  void attemptsTakeThePlaceOfTheClustersLimit() {
    Cluster cluster = Cluster.newBuilder().setSpec(ClusterSpec.newBuilder()
        .setOrchestration(OrchestrationConfig.newBuilder().setTaskHistoryRetentionLimit(1))).build();
    Service.Builder counting = SERVICE.toBuilder();
    counting.getSpecBuilder().getTaskBuilder().setRestart(RestartPolicy.newBuilder().setMaxAttempts(3));

    assertThat(HistoryRule.limit(Optional.of(cluster), SERVICE)).isEqualTo(1);
    assertThat(HistoryRule.limit(Optional.of(cluster), counting.build())).isEqualTo(4);
    assertThat(HistoryRule.limit(Optional.empty(), SERVICE)).isEqualTo(5);
  }

  @Test
  void completedTasksOfJobsStayAndSoDoesTheLastOfEachSlot() {
    Service job = replicatedJob("j", 1, 1);
    Task done = reported(task(job, "done", 0, "n", TaskState.COMPLETE, TaskState.COMPLETE), TaskState.COMPLETE,
        START.minusSeconds(9));
    Task failed = reported(task(job, "failed", 0, "n", TaskState.SHUTDOWN, TaskState.FAILED), TaskState.FAILED, START);
    assertThat(HistoryRule.of(List.of(done, failed), 0).delete()).extracting(Task::getId).containsExactly("failed");
    assertThat(HistoryRule.limit(Optional.of(KEEPS_NONE), job)).isEqualTo(1);
    assertThat(HistoryRule.limit(Optional.of(KEEPS_NONE), SERVICE)).isZero();
  }

  @Test
  void aSlotWithSeveralTasksStillRunningIsCrowded() {
    List<Task> slot = List.of(ended("a", 9), running(SERVICE, "x", 1, "n"), running(SERVICE, "y", 1, "n"));
    assertThat(HistoryRule.of(slot, 1).crowded()).isTrue();
    assertThat(HistoryRule.of(slot, 1).delete()).extracting(Task::getId).containsExactly("a");
    assertThat(HistoryRule.of(slot, 3).crowded()).isFalse();
  }
}
