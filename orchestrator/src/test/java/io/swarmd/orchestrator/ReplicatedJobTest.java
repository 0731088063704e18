package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.again;
import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicatedJob;
import static io.swarmd.orchestrator.Things.restart;
import static io.swarmd.orchestrator.Things.withRestart;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreException;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplicatedJobTest {

  final LoopRig rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(1)));

  void given(Service job) {
    rig.given(job, node("n1"), node("n2")).start().settle();
  }

  List<Task> live() {
    return rig.wanted("j").stream().filter(task -> !TaskStates.completed(task)).toList();
  }

  /** Every live task comes to the given end. */
  void end(TaskState observed) {
    live().forEach(task -> rig.report(task.getId(), observed));
    rig.settle();
  }

  void place(String nodeId) {
    live().forEach(task -> rig.update(Table.TASK, task.getId(), now -> Things.reported(
        now.toBuilder().setNodeId(nodeId).build(), TaskState.RUNNING, rig.now())));
    rig.settle();
  }

  long completed() {
    return rig.tasks("j").filter(TaskStates::completed).count();
  }

  @Test
  @Tag("orchestration-30")
  void aNewJobGetsAsManyTasksAsMayRun() {
    given(replicatedJob("j", 10, 30));
    assertThat(rig.tasks("j")).hasSize(10).allSatisfy(task -> {
      assertThat(task.getDesiredState()).isEqualTo(TaskState.COMPLETE);
      assertThat(task.hasJobIteration()).isTrue();
      assertThat(task.getJobIteration().getIndex()).isZero();
      assertThat(task.getNodeId()).isEmpty();
    }).extracting(Task::getSlot).containsExactlyElementsOf(LongStream.range(0, 10).boxed().toList());
  }

  @Test
  @Tag("orchestration-32")
  void tasksThatEndMakeRoomUntilAllAreDone() {
    given(replicatedJob("j", 4, 10));
    for (int round = 0; round < 3; round++) {
      place("n1");
      assertThat(live()).hasSizeLessThanOrEqualTo(4);
      end(TaskState.COMPLETE);
    }
    assertThat(rig.tasks("j")).hasSize(10).allMatch(TaskStates::completed)
        .extracting(Task::getSlot).containsExactlyElementsOf(LongStream.range(0, 10).boxed().toList());
    long units = rig.unitsSeen();
    rig.start().pass(Duration.ofHours(1));
    assertThat(rig.unitsSeen()).as("another leader leaves a finished job alone").isEqualTo(units);
  }

  @Test
  @Tag("orchestration-33")
  void aFailedTaskIsReplacedOnceInItsSlot() {
    given(withRestart(replicatedJob("j", 3, 3), restart(RestartCondition.ON_FAILURE, Duration.ofSeconds(5))));
    place("n1");
    String failed = live().get(0).getId();
    rig.report(failed, TaskState.FAILED).settle();
    assertThat(rig.task(failed).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    Task replacement = live().get(0);
    assertThat(replacement.getSlot()).isZero();
    assertThat(replacement.getDesiredState()).isEqualTo(TaskState.READY);
    assertThat(rig.tasks("j")).hasSize(4);
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.task(replacement.getId()).getDesiredState()).isEqualTo(TaskState.COMPLETE);
  }

  @Test
  @Tag("orchestration-35")
  void anUpdateBeginsAnew() {
    given(replicatedJob("j", 2, 6));
    place("n1");
    List<String> old = live().stream().map(Task::getId).toList();
    rig.report(old.get(0), TaskState.COMPLETE).settle();
    rig.update(Table.SERVICE, "j", Things::again).settle();
    assertThat(old).extracting(id -> rig.task(id).getDesiredState()).containsOnly(TaskState.REMOVE);
    assertThat(live()).extracting(Task::getSlot).containsExactly(0L, 1L);
    assertThat(live()).allMatch(task -> task.getJobIteration().getIndex() == 1);
  }

  @Test
  @Tag("orchestration-37")
  void withoutRestartAFailedTaskStaysDown() {
    given(withRestart(replicatedJob("j", 1, 1), restart(RestartCondition.NONE, Duration.ZERO)));
    end(TaskState.FAILED);
    assertThat(rig.tasks("j")).singleElement()
        .satisfies(task -> assertThat(task.getDesiredState()).isEqualTo(TaskState.SHUTDOWN));
    rig.start().pass(Duration.ofMinutes(10));
    assertThat(rig.tasks("j")).as("nor does another leader run it again").hasSize(1);
  }

  @Test
  @Tag("orchestration-38")
  void aSlotIsTriedOnceAndAsOftenAsAttemptsSay() {
    given(withRestart(
        replicatedJob("j", 1, 1), restart(RestartCondition.ON_FAILURE, Duration.ZERO).setMaxAttempts(3)));
    for (int run = 0; run < 10; run++) {
      end(TaskState.FAILED);
      rig.pass(Duration.ofMinutes(1));
    }
    assertThat(rig.tasks("j")).hasSize(4).allMatch(task -> task.getDesiredState() == TaskState.SHUTDOWN);
    rig.start().pass(Duration.ofMinutes(10));
    assertThat(rig.tasks("j")).hasSize(4);
  }

  @Test
  void anotherIterationHasAllItsAttempts() {
    given(withRestart(
        replicatedJob("j", 1, 1), restart(RestartCondition.ON_FAILURE, Duration.ZERO).setMaxAttempts(1)));
    end(TaskState.FAILED);
    end(TaskState.FAILED);
    assertThat(live()).isEmpty();
    rig.update(Table.SERVICE, "j", Things::again).settle();
    end(TaskState.FAILED);
    assertThat(live()).hasSize(1);
    end(TaskState.FAILED);
    assertThat(live()).isEmpty();
  }

  @Test
  @Tag("orchestration-39")
  void aCompletedTaskIsNeverRunAgain() {
    given(withRestart(replicatedJob("j", 1, 1), restart(RestartCondition.ANY, Duration.ZERO)));
    end(TaskState.COMPLETE);
    rig.start().pass(Duration.ofMinutes(10));
    assertThat(rig.tasks("j")).singleElement()
        .satisfies(task -> assertThat(task.getDesiredState()).isEqualTo(TaskState.COMPLETE));
  }

  @Test
  @Tag("orchestration-43")
  void aJobThatCannotBeWrittenHoldsUpNoOther() {
    rig.given(replicatedJob("a", 1, 1), replicatedJob("j", 1, 1)).start();
    rig.tell(rig.inFlight().getFirst(), new Outcome.Refused(StoreException.Reason.TOO_LARGE, "too large"));
    assertThat(rig.inFlight()).hasSize(1);
    rig.land(rig.inFlight().getFirst());
    assertThat(live().size() + rig.wanted("a").size()).isEqualTo(1);
    rig.pass(Duration.ofMinutes(1));
    assertThat(live().size() + rig.wanted("a").size()).as("and is tried again itself").isEqualTo(2);
  }

  @Test
  void aDrainedNodesTasksGoOnElsewhere() {
    given(replicatedJob("j", 2, 2));
    place("n1");
    end(TaskState.RUNNING);
    rig.report(live().get(1).getId(), TaskState.COMPLETE).settle();
    String moved = live().getFirst().getId();
    rig.update(Table.NODE, "n1", now -> now.toBuilder()
        .setSpec(NodeSpec.newBuilder().setAvailability(Availability.DRAIN)).build()).settle();
    assertThat(rig.task(moved).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(live()).singleElement().satisfies(task -> assertThat(task.getSlot()).isZero());
    assertThat(completed()).isEqualTo(1);
  }

  @Test
  void aTaskIsStoppedOnceTheOneBeforeItTurnsOutDone() {
    given(replicatedJob("j", 1, 1));
    place("n1");
    String first = live().getFirst().getId();
    rig.write(tx -> tx.delete(Table.NODE, "n1")).settle();
    String second = live().getFirst().getId();
    assertThat(second).isNotEqualTo(first);
    rig.report(first, TaskState.COMPLETE).settle();
    assertThat(rig.task(second).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(live()).isEmpty();
  }

  @Test
  void aLiveTaskThatIsDeletedIsMadeAgain() {
    given(replicatedJob("j", 1, 1));
    rig.write(tx -> tx.delete(Table.TASK, live().getFirst().getId())).settle();
    assertThat(live()).hasSize(1);
  }

  @Test
  void aRemovedJobTakesItsTasksWithIt() {
    given(replicatedJob("j", 2, 4));
    place("n1");
    rig.report(live().getFirst().getId(), TaskState.COMPLETE).settle();
    rig.write(tx -> tx.delete(Table.SERVICE, "j")).settle();
    assertThat(rig.tasks("j")).hasSize(3).allMatch(TaskStates::leaving);
  }
}
