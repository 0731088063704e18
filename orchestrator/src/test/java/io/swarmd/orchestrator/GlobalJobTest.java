package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.again;
import static io.swarmd.orchestrator.Things.globalJob;
import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.restart;
import static io.swarmd.orchestrator.Things.task;
import static io.swarmd.orchestrator.Things.withRestart;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GlobalJobTest {

  final LoopRig rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(1)));
  final Service job = globalJob("j");

  void set(String nodeId, State state, Availability availability) {
    rig.update(Table.NODE, nodeId, (Node now) ->
        node(nodeId, state, availability).toBuilder().setMeta(now.getMeta()).build()).settle();
  }

  List<Task> live() {
    return rig.wanted("j").stream().filter(task -> !TaskStates.completed(task)).toList();
  }

  Task onNode(String nodeId) {
    return live().stream().filter(task -> task.getNodeId().equals(nodeId)).findFirst().orElseThrow();
  }

  void report(String nodeId, TaskState observed) {
    rig.report(onNode(nodeId).getId(), observed).settle();
  }

  @Test
  @Tag("orchestration-40")
  void onlyNodesThatAreReadyAndActiveGetATask() {
    Task onDrained = task(job, "old", 0, "drained", TaskState.COMPLETE, TaskState.RUNNING);
    rig.given(job, onDrained, node("active"), node("drained", State.READY, Availability.DRAIN),
        node("paused", State.READY, Availability.PAUSE), node("down", State.DOWN, Availability.ACTIVE),
        node("unknown", State.UNKNOWN, Availability.ACTIVE)).start().settle();
    assertThat(live()).singleElement().satisfies(made -> {
      assertThat(made.getNodeId()).isEqualTo("active");
      assertThat(made.getDesiredState()).isEqualTo(TaskState.COMPLETE);
      assertThat(made.hasJobIteration()).isTrue();
    });
    assertThat(rig.task("old").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
  }

  @Test
  @Tag("orchestration-41")
  void aNodeRunsAnIterationOnce() {
    rig.given(job, node("n1"), node("n2")).start().settle();
    report("n1", TaskState.COMPLETE);
    set("n1", State.DOWN, Availability.ACTIVE);
    set("n1", State.READY, Availability.ACTIVE);
    rig.start().settle();
    assertThat(live()).extracting(Task::getNodeId).containsExactly("n2");
    rig.update(Table.SERVICE, "j", Things::again).settle();
    assertThat(live()).extracting(Task::getNodeId).containsExactly("n1", "n2");
    assertThat(rig.tasks("j").filter(old -> old.getJobIteration().getIndex() == 0)).allMatch(TaskStates::leaving);
  }

  @Test
  void aNodeThatJoinsOrComesBackGetsItsTask() {
    rig.given(job, node("n1", State.READY, Availability.PAUSE)).start().settle();
    assertThat(live()).isEmpty();
    rig.create(node("n2")).settle();
    set("n1", State.READY, Availability.ACTIVE);
    assertThat(live()).extracting(Task::getNodeId).containsExactly("n1", "n2");
  }

  @Test
  void aTaskStoppedByADrainRunsAgainWhenTheNodeIsBack() {
    rig.given(job, node("n1")).start().settle();
    report("n1", TaskState.RUNNING);
    Task first = onNode("n1");
    set("n1", State.READY, Availability.DRAIN);
    assertThat(live()).isEmpty();
    rig.report(first.getId(), TaskState.SHUTDOWN).settle();
    set("n1", State.READY, Availability.ACTIVE);
    assertThat(live()).hasSize(1).doesNotContain(first);
  }

  @Test
  void attemptsAreCountedOnEachNode() {
    Service counting =
        withRestart(job, restart(RestartCondition.ON_FAILURE, Duration.ZERO).setMaxAttempts(1));
    rig.given(counting, node("n1"), node("n2")).start().settle();
    report("n1", TaskState.FAILED);
    rig.pass(Duration.ofMinutes(1));
    report("n1", TaskState.FAILED);
    rig.pass(Duration.ofMinutes(1));
    assertThat(live()).extracting(Task::getNodeId).containsExactly("n2");
    rig.start().pass(Duration.ofMinutes(1));
    assertThat(rig.tasks("j")).as("nor does another leader try again").hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(value = Availability.class, names = {"DRAIN", "PAUSE"})
  void aTaskInPlaceOfOneTheNodeLostIsAnotherAttempt(Availability away) {
    Service counting =
        withRestart(job, restart(RestartCondition.ON_FAILURE, Duration.ZERO).setMaxAttempts(1));
    rig.given(counting, node("n1")).start().settle();
    Task first = onNode("n1");
    set("n1", State.READY, away);
    rig.report(first.getId(), TaskState.FAILED).settle();
    set("n1", State.READY, Availability.ACTIVE);
    report("n1", TaskState.FAILED);
    rig.pass(Duration.ofMinutes(1));
    assertThat(live()).as("both attempts are used").isEmpty();
    rig.start().pass(Duration.ofMinutes(1));
    assertThat(rig.tasks("j")).as("the next leader counts the same").hasSize(2);
  }

  @Test
  void onAPausedNodeAFailedTaskWaitsForTheNode() {
    rig.given(job, node("n1")).start().settle();
    set("n1", State.READY, Availability.PAUSE);
    report("n1", TaskState.FAILED);
    assertThat(live()).isEmpty();
    set("n1", State.READY, Availability.ACTIVE);
    assertThat(live()).hasSize(1);
  }

  @Test
  void aRemovedNodesTasksVanish() {
    rig.given(job, node("n1"), node("n2")).start().settle();
    report("n2", TaskState.COMPLETE);
    rig.write(tx -> {
      tx.delete(Table.NODE, "n1");
      tx.delete(Table.NODE, "n2");
    }).settle();
    assertThat(rig.tasks("j")).hasSize(2).allMatch(TaskStates::leaving);
  }

  @Test
  void anUpdateRunsOnEveryNodeAgain() {
    rig.given(job, node("n1")).start().settle();
    report("n1", TaskState.RUNNING);
    String old = onNode("n1").getId();
    rig.update(Table.SERVICE, "j", now -> again(now)).settle();
    assertThat(rig.task(old).getDesiredState()).isEqualTo(TaskState.REMOVE);
    assertThat(onNode("n1").getJobIteration().getIndex()).isEqualTo(1);
  }
}
