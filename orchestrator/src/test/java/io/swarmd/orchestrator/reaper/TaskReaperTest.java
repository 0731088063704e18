package io.swarmd.orchestrator.reaper;

import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Annotations;
import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.OrchestrationConfig;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.orchestrator.LoopRig;
import io.swarmd.store.Outcome;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TaskReaperTest {

  static final Service SERVICE = replicated("s", 1);

  final TaskReaper reaper = new TaskReaper();
  final LoopRig rig = new LoopRig(reaper);

  static Cluster keeping(long limit) {
    return Cluster.newBuilder().setId("c").setSpec(ClusterSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName("default"))
        .setOrchestration(OrchestrationConfig.newBuilder().setTaskHistoryRetentionLimit(limit))).build();
  }

  @Test
  @Tag("orchestration-77")
  void atStartWhatHasStoppedAndIsToVanishGoes() {
    rig.given(SERVICE,
        task(SERVICE, "shutdown", 1, "n", TaskState.REMOVE, TaskState.SHUTDOWN),
        task(SERVICE, "complete", 2, "n", TaskState.REMOVE, TaskState.COMPLETE),
        task(SERVICE, "pending", 3, "", TaskState.REMOVE, TaskState.PENDING),
        task(SERVICE, "new", 4, "", TaskState.REMOVE, TaskState.NEW),
        task(SERVICE, "running", 5, "n", TaskState.REMOVE, TaskState.RUNNING),
        task(SERVICE, "network", 0, "n", TaskState.RUNNING, TaskState.ORPHANED).toBuilder().clearServiceId().build());
    rig.start().settle();
    assertThat(rig.view().all(Table.TASK)).extracting(Task::getId).containsExactly("running");
  }

  @Test
  @Tag("orchestration-80")
  void oneTickAQuarterSecondAfterTheFirstEvent() {
    rig.given(SERVICE, running(SERVICE, "t", 1, "n"), running(SERVICE, "u", 2, "n")).start().settle();
    assertThat(reaper.nextWake()).as("nothing happened").isEmpty();
    remove("t");
    rig.report("t", TaskState.SHUTDOWN).pass(Duration.ofMillis(100));
    remove("u");
    rig.report("u", TaskState.SHUTDOWN).pass(Duration.ofMillis(149));
    assertThat(rig.view().all(Table.TASK)).hasSize(2);
    rig.pass(Duration.ofMillis(1));
    assertThat(rig.view().all(Table.TASK)).isEmpty();
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.unitsSeen()).isEqualTo(2);
  }

  void remove(String id) {
    rig.update(Table.TASK, id, task -> task.toBuilder().setDesiredState(TaskState.REMOVE).build());
  }

  @Test
  @Tag("orchestration-80")
  void muchAtOnceDoesNotWaitForTheTick() {
    IntStream.rangeClosed(1, 1001).forEach(i ->
        rig.given(task(SERVICE, "t" + i, i, "", TaskState.RUNNING, TaskState.PENDING)));
    rig.given(SERVICE).start().write(tx -> IntStream.rangeClosed(1, 1001).forEach(i -> tx.update(Table.TASK,
        tx.get(Table.TASK, "t" + i).orElseThrow().toBuilder().setDesiredState(TaskState.REMOVE).build())));
    assertThat(rig.inFlight()).hasSize(1001);
  }

  @Test
  @Tag("orchestration-78")
  void repeatedFailuresLeaveTwoTasksASlot() {
    rig.given(SERVICE, keeping(2), running(SERVICE, "t0", 1, "n")).start();
    for (int i = 0; i < 6; i++) {
      int next = i + 1;
      rig.update(Table.TASK, "t" + i, task -> task.toBuilder().setDesiredState(TaskState.SHUTDOWN).build());
      rig.report("t" + i, TaskState.FAILED).create(running(SERVICE, "t" + next, 1, "n")).pass(Duration.ofSeconds(1));
    }
    assertThat(rig.tasks("s")).extracting(Task::getId).containsExactly("t5", "t6");
  }

  @Test
  @Tag("orchestration-81")
  void aNegativeLimitStillDeletesWhatIsToVanish() {
    rig.given(SERVICE, keeping(-1), running(SERVICE, "t", 1, "n")).start();
    remove("t");
    rig.report("t", TaskState.SHUTDOWN).pass(Duration.ofMillis(250));
    assertThat(rig.view().all(Table.TASK)).isEmpty();
  }

  @Test
  void aCrowdedSlotIsThinnedWhenATaskEnds() {
    rig.given(SERVICE, keeping(1), task(SERVICE, "old", 1, "n", TaskState.SHUTDOWN, TaskState.RUNNING)).start();
    rig.create(running(SERVICE, "new", 1, "n"), running(SERVICE, "newer", 1, "n")).pass(Duration.ofSeconds(1));
    assertThat(rig.tasks("s")).hasSize(3);
    rig.report("old", TaskState.SHUTDOWN).pass(Duration.ofSeconds(1));
    assertThat(rig.tasks("s")).extracting(Task::getId).containsExactly("new", "newer");
  }

  @Test
  void aReportInTheMiddleOnlyDelaysADeletion() {
    rig.given(SERVICE, task(SERVICE, "t", 1, "n", TaskState.REMOVE, TaskState.SHUTDOWN)).start();
    Unit unit = rig.inFlight().getFirst();
    rig.report("t", TaskState.FAILED);
    assertThat(rig.land(unit)).isInstanceOf(Outcome.Conflict.class);
    rig.pass(Duration.ofMillis(250));
    assertThat(rig.tasks("s")).isEmpty();
  }
}
