package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.asking;
import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.updated;
import static io.swarmd.orchestrator.Things.withImage;
import static io.swarmd.orchestrator.Things.withReplicas;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.api.UpdateStatus;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UpdateTest {

  LoopRig rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(1)));

  void given(long replicas) {
    given(replicas, UnaryOperator.identity());
  }

  /** A service with a running task in each slot. */
  void given(long replicas, UnaryOperator<Service> change) {
    Service service = change.apply(replicated("s", replicas));
    rig.given(service, node("n1"));
    for (long slot = 1; slot <= replicas; slot++) {
      rig.given(running(service, "old" + slot, slot, "n1"));
    }
    rig.start().settle();
    assertThat(rig.unitsSeen()).isZero();
  }

  static UnaryOperator<Service> updating(UpdateConfig.Builder config) {
    return service -> service.toBuilder().setSpec(service.getSpec().toBuilder().setUpdate(config)).build();
  }

  static UpdateConfig.Builder startFirst() {
    return UpdateConfig.newBuilder().setOrder(UpdateOrder.START_FIRST).setParallelism(1);
  }

  void newImage() {
    rig.update(Table.SERVICE, "s", service -> withImage(service, "image:2")).settle();
  }

  UpdateState state() {
    return rig.service("s").getUpdateStatus().getState();
  }

  List<Task> newTasks() {
    return rig.wanted("s").stream().filter(task -> task.getSpec().getContainer().getImage().equals("image:2")).toList();
  }

  /** What agents do: old tasks stop when told, new ones come up once released. */
  boolean agentsAct(TaskState newTasksBecome) {
    boolean acted = false;
    for (Task task : rig.tasks("s").toList()) {
      if (!TaskStates.wanted(task) && !TaskStates.terminal(task)) {
        rig.report(task.getId(), TaskState.SHUTDOWN).settle();
        acted = true;
      } else if (task.getDesiredState() == TaskState.RUNNING && TaskStates.observed(task) < TaskState.RUNNING_VALUE) {
        rig.report(task.getId(), newTasksBecome).settle();
        acted = true;
      }
    }
    return acted;
  }

  void agentsActUntilQuiet(TaskState newTasksBecome) {
    for (int rounds = 0; agentsAct(newTasksBecome) && rounds < 50; rounds++) {
      rig.settle();
    }
  }

  /** The old task of the first slot stops, and the new one fails once it is released. */
  String firstNewTaskFails() {
    rig.report("old1", TaskState.SHUTDOWN).settle();
    String failed = newTasks().getFirst().getId();
    rig.report(failed, TaskState.FAILED).settle();
    return failed;
  }

  @Test
  @Tag("orchestration-57")
  void anUpdateReplacesSlotBySlotAndSaysSo() {
    given(3);
    newImage();
    assertThat(newTasks()).extracting(Task::getSlot).as("one at a time, in the order of slots").containsExactly(1L);
    assertThat(newTasks().getFirst().getDesiredState()).as("the old one stops first").isEqualTo(TaskState.READY);
    assertThat(state()).isEqualTo(UpdateState.UPDATING);
    assertThat(rig.service("s").getUpdateStatus().getMessage()).isEqualTo("update in progress");
    agentsActUntilQuiet(TaskState.RUNNING);
    assertThat(newTasks()).hasSize(3);
    assertThat(rig.wanted("s")).hasSize(3);
    assertThat(state()).as("the last is watched yet").isEqualTo(UpdateState.UPDATING);
    rig.pass(Duration.ofSeconds(5));
    assertThat(state()).isEqualTo(UpdateState.COMPLETED);
    assertThat(rig.service("s").getUpdateStatus().getMessage()).isEqualTo("update completed");
    assertThat(rig.service("s").getUpdateStatus().hasStartedAt()).isTrue();
    assertThat(rig.service("s").getUpdateStatus().hasCompletedAt()).isTrue();
  }

  @Test
  @Tag("orchestration-58")
  void savingTheSameOrScalingOnlyWritesNothingAboutAnUpdate() {
    given(2);
    rig.update(Table.SERVICE, "s", service -> asking(service, service.getSpec().getTask().toBuilder())).settle();
    assertThat(rig.unitsSeen()).isZero();
    rig.update(Table.SERVICE, "s", service -> withReplicas(service, 3)).settle();
    assertThat(rig.unitsSeen()).isEqualTo(1);
    assertThat(rig.service("s").hasUpdateStatus()).isFalse();
  }

  @Test
  @Tag("orchestration-62")
  void startFirstStopsTheOldOnceTheNewRuns() {
    given(2, updating(startFirst()));
    newImage();
    Task first = newTasks().getFirst();
    assertThat(first.getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(rig.task("old1").getDesiredState()).isEqualTo(TaskState.RUNNING);
    rig.report(first.getId(), TaskState.RUNNING).settle();
    assertThat(rig.task("old1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    rig.report(newTasks().getLast().getId(), TaskState.RUNNING).settle();
    assertThat(rig.task("old2").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(newTasks()).hasSize(2).allSatisfy(task ->
        assertThat(task.getDesiredState()).isEqualTo(TaskState.RUNNING));
  }

  @Test
  void startFirstReplacedMidwayNeverHasThreeTasksInASlot() {
    given(1, updating(startFirst()));
    newImage();
    String halfway = newTasks().getFirst().getId();
    rig.update(Table.SERVICE, "s", service -> withImage(service, "image:3")).settle();
    assertThat(rig.wanted("s")).as("the one that runs, and the newest").hasSize(2)
        .extracting(Task::getId).contains("old1").doesNotContain(halfway);
  }

  @Test
  void startFirstTheOldTasksFailureLeavesTheSlotToTheNewOne() {
    given(1, updating(startFirst()));
    rig.pass(Duration.ofSeconds(1));
    newImage();
    String started = newTasks().getFirst().getId();
    rig.report("old1", TaskState.FAILED).pass(Duration.ofSeconds(10));
    assertThat(rig.tasks("s")).as("no third").hasSize(2);
    assertThat(rig.wanted("s")).extracting(Task::getId).containsExactly(started);
  }

  @Test
  void startFirstMakesNoTaskInASlotThatGotOneMeanwhile() {
    given(1, updating(startFirst()));
    rig.update(Table.SERVICE, "s", service -> withImage(service, "image:2"));
    Task formerLeaders = running(rig.service("s"), "former", 1, "n1");
    rig.create(formerLeaders).settle();
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.tasks("s")).as("no third").hasSize(2);
    assertThat(rig.wanted("s")).extracting(Task::getId).containsExactly("former");
  }

  @Test
  @Tag("orchestration-63")
  void stopFirstWaitsAMinuteForATaskThatDoesNotStop() {
    given(1);
    newImage();
    rig.pass(Duration.ofMillis(59_999));
    assertThat(newTasks().getFirst().getDesiredState()).isEqualTo(TaskState.READY);
    rig.pass(Duration.ofMillis(1));
    assertThat(newTasks().getFirst().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  @Tag("orchestration-64")
  void parallelismZeroMeansAllAtOnce() {
    given(40, updating(UpdateConfig.newBuilder()));
    newImage();
    assertThat(newTasks()).hasSize(40);
  }

  @Test
  void theDelayPassesAfterEachSlot() {
    given(2, updating(UpdateConfig.newBuilder().setParallelism(1).setDelay(WireTime.span(Duration.ofSeconds(10)))
        .setMonitor(WireTime.span(Duration.ofSeconds(1)))));
    newImage();
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofMillis(9_999));
    assertThat(newTasks()).hasSize(1);
    rig.pass(Duration.ofMillis(1));
    assertThat(newTasks()).hasSize(2);
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofMillis(20_999));
    assertThat(state()).as("10 s after the last slot, then 11 s of watching").isEqualTo(UpdateState.UPDATING);
    rig.pass(Duration.ofMillis(1));
    assertThat(state()).isEqualTo(UpdateState.COMPLETED);
  }

  @Test
  @Tag("orchestration-69")
  void aNewSpecTakesOverFromAnUpdateOnItsWay() {
    given(3);
    newImage();
    rig.update(Table.SERVICE, "s", service -> withImage(service, "image:3")).settle();
    for (int rounds = 0; rounds < 20; rounds++) {
      agentsAct(TaskState.RUNNING);
    }
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.wanted("s")).hasSize(3).allSatisfy(task ->
        assertThat(task.getSpec().getContainer().getImage()).isEqualTo("image:3"));
    assertThat(state()).isEqualTo(UpdateState.COMPLETED);
  }

  @Test
  @Tag("orchestration-69")
  void theSameSpecSubmittedAgainKeepsTheStatus() {
    given(3);
    newImage();
    UpdateStatus before = rig.service("s").getUpdateStatus();
    rig.update(Table.SERVICE, "s", service -> updated(service, service.getSpec().toBuilder())).settle();
    assertThat(rig.service("s").getUpdateStatus()).isEqualTo(before);
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofSeconds(5));
    assertThat(newTasks()).hasSize(3);
    assertThat(state()).isEqualTo(UpdateState.COMPLETED);
  }

  @Test
  @Tag("orchestration-70")
  void aNewLeaderGoesOn() {
    given(3);
    newImage();
    UpdateStatus before = rig.service("s").getUpdateStatus();
    rig.start().settle();
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofSeconds(10));
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofSeconds(10));
    assertThat(newTasks()).hasSize(3);
    assertThat(state()).isEqualTo(UpdateState.COMPLETED);
    assertThat(rig.service("s").getUpdateStatus().getStartedAt()).isEqualTo(before.getStartedAt());
  }

  @Test
  @Tag("orchestration-71")
  void anUpToDateTaskOfASlotWithTwoStays() {
    given(1);
    Service next = withImage(rig.service("s"), "image:2");
    rig.write(tx -> {
      tx.update(Table.SERVICE, next);
      tx.create(Table.TASK, running(next, "new", 1, "n1"));
    }).settle();
    assertThat(rig.wanted("s")).extracting(Task::getId).containsExactly("new");
    assertThat(rig.task("old1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
  }

  @Test
  @Tag("orchestration-72")
  void aServiceRemovedInTheMiddleGetsNoNewTask() {
    given(3);
    newImage();
    rig.write(tx -> tx.delete(Table.SERVICE, "s")).settle();
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofMinutes(2));
    assertThat(rig.tasks("s")).hasSize(4).allSatisfy(task ->
        assertThat(task.getDesiredState()).isEqualTo(TaskState.REMOVE));
  }

  @Test
  @Tag("orchestration-65")
  void theFirstFailurePausesByDefaultAndTheNextUpdateResumes() {
    given(3);
    newImage();
    String failed = firstNewTaskFails();
    assertThat(state()).isEqualTo(UpdateState.PAUSED);
    assertThat(rig.service("s").getUpdateStatus().getMessage())
        .isEqualTo("update paused due to failure or early termination of task " + failed);
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.task("old2").getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(rig.task("old3").getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(state()).isEqualTo(UpdateState.PAUSED);

    rig.update(Table.SERVICE, "s", service -> updated(service, service.getSpec().toBuilder())).settle();
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofSeconds(5));
    assertThat(newTasks()).hasSize(3);
    assertThat(state()).isEqualTo(UpdateState.COMPLETED);
  }

  @Test
  void withContinueFailuresDoNotMatter() {
    given(3, updating(UpdateConfig.newBuilder().setParallelism(1).setFailureAction(FailureAction.CONTINUE)));
    newImage();
    for (int rounds = 0; rounds < 10; rounds++) {
      agentsAct(TaskState.FAILED);
    }
    assertThat(newTasks()).hasSize(3);
    assertThat(state()).isEqualTo(UpdateState.COMPLETED);
  }

  @Test
  @Tag("orchestration-73")
  void aFailureMayRollBack() {
    given(3, updating(UpdateConfig.newBuilder().setParallelism(1).setFailureAction(FailureAction.ROLLBACK)));
    newImage();
    firstNewTaskFails();
    assertThat(state()).isEqualTo(UpdateState.ROLLBACK_STARTED);
    assertThat(rig.service("s").hasPreviousSpec()).isFalse();
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofSeconds(5));
    agentsActUntilQuiet(TaskState.RUNNING);
    rig.pass(Duration.ofSeconds(5));
    assertThat(state()).isEqualTo(UpdateState.ROLLBACK_COMPLETED);
    assertThat(rig.service("s").getUpdateStatus().getMessage()).isEqualTo("rollback completed");
    assertThat(rig.wanted("s")).hasSize(3).allSatisfy(task ->
        assertThat(task.getSpec().getContainer().getImage()).isEqualTo("image:1"));
    assertThat(rig.wanted("s")).extracting(Task::getId).as("untouched tasks stay").contains("old2", "old3");
  }

  @Test
  void aNewTaskThatFailsLeavesTheOldOneAlone() {
    given(2, updating(startFirst()));
    newImage();
    rig.report(newTasks().getFirst().getId(), TaskState.FAILED).settle();
    assertThat(rig.task("old1").getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(state()).isEqualTo(UpdateState.PAUSED);
  }

  @Test
  @Tag("orchestration-74")
  void aRollbackThatFailsPausesOrGoesOnAsItIsTold() {
    for (FailureAction action : new FailureAction[] {FailureAction.PAUSE, FailureAction.CONTINUE}) {
      rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(2)));
      given(2, service -> service.toBuilder().setSpec(service.getSpec().toBuilder()
          .setUpdate(UpdateConfig.newBuilder().setParallelism(1).setFailureAction(FailureAction.ROLLBACK))
          .setRollback(UpdateConfig.newBuilder().setParallelism(1).setFailureAction(action))).build());
      newImage();
      String failed = firstNewTaskFails();
      assertThat(rig.service("s").getUpdateStatus().getMessage())
          .isEqualTo("update rolled back due to failure or early termination of task " + failed);
      rig.tasks("s").filter(task -> task.getDesiredState() == TaskState.RUNNING && task.getId().length() > 4)
          .forEach(task -> rig.report(task.getId(), TaskState.FAILED).settle());
      rig.pass(Duration.ofMinutes(2));
      agentsActUntilQuiet(TaskState.RUNNING);
      rig.pass(Duration.ofMinutes(2));
      assertThat(state()).isEqualTo(
          action == FailureAction.PAUSE ? UpdateState.ROLLBACK_PAUSED : UpdateState.ROLLBACK_COMPLETED);
    }
  }
}
