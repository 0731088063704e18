package io.swarmd.agent.worker;

import static io.swarmd.agent.TestTasks.assigned;
import static io.swarmd.agent.TestTasks.complete;
import static io.swarmd.agent.TestTasks.incremental;
import static io.swarmd.agent.TestTasks.removeTask;
import static io.swarmd.agent.TestTasks.task;
import static io.swarmd.agent.TestTasks.update;
import static io.swarmd.agent.TestTasks.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.agent.TestTasks;
import io.swarmd.agent.database.DatabaseFailure;
import io.swarmd.agent.database.MemoryTaskDatabase;
import io.swarmd.agent.database.TaskDatabase;
import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.agent.exec.TemporaryFailure;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.ContainerStatus;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretReference;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.SimulatedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WorkerTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final ScriptedExecutor executor = new ScriptedExecutor();
  private final MemoryTaskDatabase database = new MemoryTaskDatabase();
  private final List<Map<String, TaskStatus>> reports = new ArrayList<>();
  private final List<RuntimeException> fatal = new ArrayList<>();
  private final EventLoop loop = environment.newLoop("worker");
  private Worker worker = worker(database);

  private Worker worker(TaskDatabase on) {
    return new Worker(loop, environment, Duration.ofSeconds(1), executor, on, reports::add, fatal::add);
  }

  private void apply(AssignmentsMessage message) {
    loop.execute(() -> worker.apply(Assigned.of(message)));
    environment.runDue();
  }

  private TaskStatus last(String id) {
    return reports.stream().filter(batch -> batch.containsKey(id)).reduce((a, b) -> b).orElseThrow().get(id);
  }

  private void expect(String id, TaskState state, String message, String err) {
    assertThat(last(id)).extracting(TaskStatus::getState, TaskStatus::getMessage, TaskStatus::getErr)
        .containsExactly(state, message, err);
    assertThat(database.status(id)).contains(last(id));
  }

  @Test
  @Tag("dispatch-63")
  @Tag("orchestration-4")
  void aTaskWantedReadyWaitsThereAndRunsWhenWanted() {
    Task task = task("a", TaskState.ASSIGNED, TaskState.READY);
    apply(complete("1", task));
    expect("a", TaskState.READY, "prepared", "");
    apply(incremental("1", "2", update(wanted(task, TaskState.RUNNING))));
    expect("a", TaskState.RUNNING, "started", "");
    executor.calls.removeIf(call -> call.startsWith("update"));
    assertThat(executor.calls).containsExactly("prepare a", "start a", "awaitEnd a");
  }

  @Test
  void aTaskThatEndsWellIsComplete() {
    executor.succeed("awaitEnd a");
    apply(complete("1", assigned("a")));
    expect("a", TaskState.COMPLETE, "finished", "");
  }

  @Test
  @Tag("dispatch-64")
  void aFailedPreparationRejectsAndAFailedRunFails() {
    executor.fail("prepare a", new IllegalStateException("no such thing"));
    executor.fail("awaitEnd b", new ExitFailure(ContainerStatus.newBuilder().setPid(7).setExitCode(1).build()));
    apply(complete("1", assigned("a"), assigned("b")));
    expect("a", TaskState.REJECTED, "preparing", "no such thing");
    expect("b", TaskState.FAILED, "started", "task: non-zero exit (1)");
    assertThat(last("b").getContainer().getExitCode()).isEqualTo(1);
    assertThat(last("b").getContainer().getPid()).isEqualTo(7);
  }

  @Test
  @Tag("dispatch-66")
  void aTemporaryFailureIsShownAndTriedAgainAfterASecond() {
    executor.fail("prepare a", new RuntimeException("pull", new TemporaryFailure("registry away")));
    apply(complete("1", assigned("a")));
    expect("a", TaskState.PREPARING, "preparing", "pull");
    executor.succeed("prepare a");
    environment.runFor(Duration.ofMillis(999));
    expect("a", TaskState.PREPARING, "preparing", "pull");
    environment.runFor(Duration.ofMillis(1));
    expect("a", TaskState.RUNNING, "started", "");
  }

  @Test
  @Tag("dispatch-67")
  void anUpdateCancelsTheWaitAndTheTaskIsWaitedForAgain() {
    apply(complete("1", assigned("a")));
    Task changed = assigned("a").toBuilder().setServiceId("renamed").build();
    apply(incremental("1", "2", update(changed)));
    assertThat(executor.calls)
        .containsExactly("prepare a", "start a", "awaitEnd a", "update a", "awaitEnd a");
    expect("a", TaskState.RUNNING, "started", "");
  }

  @Test
  @Tag("dispatch-68")
  void aTaskToBeRemovedIsShutDownOnce() {
    apply(complete("1", assigned("a")));
    apply(incremental("1", "2", update(wanted(assigned("a"), TaskState.SHUTDOWN))));
    expect("a", TaskState.SHUTDOWN, "shutdown", "");
    apply(incremental("2", "3", update(wanted(assigned("a"), TaskState.REMOVE))));
    assertThat(executor.calls.stream().filter("shutdown a"::equals)).hasSize(1);
  }

  @Test
  @Tag("dispatch-69")
  void aTaskWithoutControllerIsRefusedAccordingToHowFarItWas() {
    executor.refusal = Optional.of(new IllegalArgumentException("image required"));
    apply(complete("1",
        assigned("a"),
        task("b", TaskState.PREPARING, TaskState.RUNNING),
        task("c", TaskState.STARTING, TaskState.RUNNING),
        task("d", TaskState.COMPLETE, TaskState.RUNNING)));
    expect("a", TaskState.REJECTED, "resolving controller failed", "image required");
    expect("b", TaskState.REJECTED, "resolving controller failed", "image required");
    expect("c", TaskState.FAILED, "resolving controller failed", "image required");
    expect("d", TaskState.COMPLETE, "resolving controller failed", "image required");
  }

  @Test
  @Tag("dispatch-70")
  void anUpdateThatAsksForLessIsIgnored() {
    apply(complete("1", wanted(assigned("a"), TaskState.SHUTDOWN)));
    executor.calls.clear();
    apply(incremental("1", "2", update(assigned("a"))));
    assertThat(executor.calls).isEmpty();
    assertThat(last("a").getState()).isEqualTo(TaskState.SHUTDOWN);
  }

  @Test
  @Tag("dispatch-49")
  void aCompleteMessageWithoutATaskRemovesItAndItsRecord() {
    apply(complete("1", assigned("a"), assigned("b")));
    reports.clear();
    apply(complete("1", assigned("b")));
    assertThat(executor.calls).contains("remove a", "close a").doesNotContain("remove b");
    assertThat(database.entries()).extracting(entry -> entry.task().getId()).containsExactly("b");
    assertThat(reports).noneMatch(batch -> batch.containsKey("a"));
  }

  @Test
  void aRemovalThatFailsIsTriedAgainUntilItSucceeds() {
    executor.fail("remove a", new IllegalStateException("busy"));
    apply(complete("1", assigned("a")));
    apply(complete("1"));
    environment.runFor(Duration.ofSeconds(4));
    assertThat(executor.calls).filteredOn("remove a"::equals).as("at once, after 1 s and after 3 s").hasSize(3);
    executor.succeed("remove a");
    environment.runFor(Duration.ofMinutes(10));
    assertThat(executor.calls).filteredOn("remove a"::equals).hasSize(4);
    assertThat(executor.calls).contains("close a");
  }

  @Test
  @Tag("dispatch-50")
  void removingWhatIsUnknownSucceeds() {
    apply(complete("1", assigned("a")));
    apply(incremental("1", "2", removeTask("unknown")));
    assertThat(fatal).isEmpty();
    assertThat(database.entries()).hasSize(1);
  }

  @Test
  @Tag("dispatch-51")
  @Tag("dispatch-61")
  void secretsAreInPlaceBeforeTheControllerAndOnlyForTasksThatNameThem() {
    Task reader = TestTasks.with(assigned("a"), ContainerSpec.newBuilder()
        .addSecrets(SecretReference.newBuilder().setSecretId("s")).build());
    apply(incremental("", "1", update(reader), update(assigned("b")), update(Secret.newBuilder().setId("s").build())));
    assertThat(executor.dependencies.get("a").secret("s").getId()).isEqualTo("s");
    assertThatThrownBy(() -> executor.dependencies.get("b").secret("s"))
        .hasMessage("task not authorized to access secret s");
  }

  @Test
  void aSecretMadeForOneTaskIsFoundByItsPlainId() {
    Task reader = TestTasks.with(assigned("a"), ContainerSpec.newBuilder()
        .addSecrets(SecretReference.newBuilder().setSecretId("s")).build());
    apply(incremental("", "1", update(reader), update(Secret.newBuilder().setId("s.a").setInternal(true).build())));
    assertThat(executor.dependencies.get("a").secret("s").getInternal()).isTrue();
    assertThatThrownBy(() -> executor.dependencies.get("a").secret("s.a")).hasMessageContaining("not authorized");
  }

  @Test
  @Tag("dispatch-56")
  void aRestartedWorkerGoesOnWhereTheLastOneWas() {
    apply(complete("1", assigned("a")));
    executor.calls.clear();
    worker = worker(database);
    loop.execute(worker::recover);
    environment.runDue();
    assertThat(executor.calls).containsExactly("awaitEnd a");
  }

  @Test
  void aTerminalTaskOfAnEarlierLifeIsNotRunAgainAfterACrashBetweenTheTwoWrites() {
    Task ended = task("a", TaskState.FAILED, TaskState.RUNNING);
    loop.execute(() -> worker.apply(Assigned.of(complete("1", ended))));
    environment.step(); // the message is applied, and the process dies before its statuses are written
    worker = worker(database);
    loop.execute(worker::recover);
    environment.runDue();
    assertThat(executor.calls).isEmpty();
  }

  @Test
  @Tag("dispatch-58")
  void leavingRemovesAllTasksAndHearsNothingMore() {
    apply(complete("1", assigned("a")));
    loop.execute(worker::leave);
    environment.runDue();
    apply(complete("1", assigned("b")));
    assertThat(executor.calls).contains("remove a").doesNotContain("prepare b");
    assertThat(database.entries()).isEmpty();
  }

  @Test
  void stoppingTheNodeEndsItsTasksAsFailed() {
    executor.succeed("awaitEnd done");
    apply(complete("1", assigned("a"), assigned("done")));
    loop.execute(worker::stopTasks);
    environment.runDue();
    expect("a", TaskState.FAILED, "started", "the node was stopped");
    expect("done", TaskState.COMPLETE, "finished", "");
    assertThat(database.entries()).hasSize(2);
  }

  @Test
  void statesPassedInOneTurnAreReportedOnce() {
    apply(complete("1", assigned("a"), assigned("b")));
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst()).containsOnlyKeys("a", "b");
  }

  @Test
  void aTimestampNeverGoesBack() {
    apply(complete("1", assigned("a")));
    long before = last("a").getTimestamp().getSeconds();
    environment.shiftWallClock(Duration.ofHours(-1));
    apply(incremental("1", "2", update(wanted(assigned("a"), TaskState.SHUTDOWN))));
    assertThat(last("a").getState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(last("a").getTimestamp().getSeconds()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void aFailingDatabaseIsFatalOnce() {
    worker = worker(new FailingDatabase());
    apply(complete("1", assigned("a")));
    apply(complete("1", assigned("a")));
    assertThat(fatal).hasSize(1);
    assertThat(executor.calls).isEmpty();
  }

  /** A disk that is gone. */
  private static final class FailingDatabase implements TaskDatabase {

    private final MemoryTaskDatabase empty = new MemoryTaskDatabase();

    @Override
    public List<Entry> entries() {
      return empty.entries();
    }

    @Override
    public Optional<TaskStatus> status(String taskId) {
      return empty.status(taskId);
    }

    @Override
    public void apply(Collection<Task> tasks, Map<String, TaskStatus> first, Collection<String> removed) {
      throw new DatabaseFailure("disk full", null);
    }

    @Override
    public void putStatuses(Map<String, TaskStatus> statuses) {}

    @Override
    public void close() {}
  }
}
