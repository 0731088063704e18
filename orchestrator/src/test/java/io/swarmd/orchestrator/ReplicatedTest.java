package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.observed;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.task;
import static io.swarmd.orchestrator.Things.withReplicas;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Outcome;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplicatedTest {

  final LoopRig rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(1)));

  @Test
  @Tag("orchestration-7")
  void aLeaderStartsWhatIsMissing() {
    rig.given(replicated("s", 2)).start().settle();

    assertThat(rig.wanted("s")).hasSize(2).allSatisfy(task -> {
      assertThat(task.getStatus().getState()).isEqualTo(TaskState.NEW);
      assertThat(task.getDesiredState()).isEqualTo(TaskState.RUNNING);
    });
    assertThat(rig.wanted("s")).extracting(Task::getSlot).containsExactly(1L, 2L);
  }

  @Test
  void whatIsInFlightIsNotMadeAgain() {
    rig.start().create(replicated("s", 10));
    assertThat(rig.inFlight()).hasSize(10);
    rig.create(node("n1"));
    rig.update(Table.SERVICE, "s", service -> withReplicas(service, 12));
    assertThat(rig.inFlight()).as("ten more would come of deciding while ten are on their way").hasSize(10);
    rig.settle().pass(Duration.ofSeconds(1));
    assertThat(rig.wanted("s")).hasSize(12);
  }

  @Test
  void addressesWrittenIntoTheServiceDoNotHoldItsTasksUp() {
    rig.start().create(replicated("s", 3));
    rig.update(Table.SERVICE, "s", service -> service.toBuilder()
        .setEndpoint(io.swarmd.api.Endpoint.getDefaultInstance()).build());
    assertThat(rig.inFlight()).allSatisfy(unit ->
        assertThat(rig.land(unit)).isInstanceOf(Outcome.Committed.class));
    rig.settle();
    assertThat(rig.unitsSeen()).isEqualTo(3);
  }

  @Test
  void manyTasksShareTheirSpec() {
    rig.start().create(replicated("s", 4_000));
    List<Unit> units = rig.inFlight();
    assertThat(units).hasSize(4_000);
    assertThat(units.stream().map(ReplicatedTest::created).map(Task::getSpec).distinct().limit(2)).hasSize(1);
    assertThat(units.stream().map(ReplicatedTest::created).allMatch(task ->
        task.getSpec() == rig.service("s").getSpec().getTask())).isTrue();
  }

  static Task created(Unit unit) {
    return (Task) ((Unit.Create<?>) unit.writes().getLast()).object();
  }

  @Test
  @Tag("orchestration-10")
  void aDeletedTaskIsMadeAgain() {
    Service service = replicated("s", 1);
    rig.given(service, node("n1"), running(service, "t", 1, "n1")).start().settle();
    assertThat(rig.unitsSeen()).isZero();
    rig.write(tx -> tx.delete(Table.TASK, "t")).settle();
    assertThat(rig.wanted("s")).singleElement().satisfies(task -> assertThat(task.getSlot()).isEqualTo(1));
  }

  @Test
  @Tag("orchestration-14")
  void onlyDownAndDrainedNodesLoseTheirTasksAtStart() {
    Service service = replicated("s", 5);
    rig.given(service, node("ready"), node("down", State.DOWN, Availability.ACTIVE),
        node("unknown", State.UNKNOWN, Availability.ACTIVE), node("pause", State.READY, Availability.PAUSE),
        node("drain", State.READY, Availability.DRAIN),
        running(service, "a", 1, "ready"), running(service, "b", 2, "down"), running(service, "c", 3, "unknown"),
        running(service, "d", 4, "pause"), running(service, "e", 5, "drain")).start().settle();

    assertThat(rig.tasks("s").filter(task -> task.getDesiredState() == TaskState.SHUTDOWN))
        .extracting(Task::getId).containsExactly("b", "e");
    assertThat(rig.wanted("s")).hasSize(5);
  }

  @Test
  @Tag("orchestration-15")
  void aTaskMadeOnALostNodeIsShutDownAtOnce() {
    Service service = replicated("s", 1);
    rig.given(service, node("down", State.DOWN, Availability.ACTIVE), node("n1"),
        running(service, "t", 1, "n1")).start();
    rig.settle().write(tx -> tx.create(Table.TASK, running(service, "late", 1, "down"))).settle();
    assertThat(rig.task("late").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
  }

  @Test
  @Tag("orchestration-16")
  void tasksOfARemovedNodeAreReplaced() {
    Service service = replicated("s", 2);
    rig.given(service, node("n1"), node("n2"), running(service, "a", 1, "n1"), running(service, "b", 2, "n2"))
        .start().settle();
    rig.write(tx -> tx.delete(Table.NODE, "n2")).settle();
    assertThat(rig.task("b").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(rig.wanted("s")).extracting(Task::getSlot).containsExactly(1L, 2L);
    assertThat(rig.task("a").getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  @Tag("orchestration-17")
  void aReportInTheMiddleOfScalingDownDoesNotSaveATask() {
    Service service = replicated("s", 3);
    rig.given(service, node("n1")).start().settle();
    rig.update(Table.SERVICE, "s", now -> withReplicas(now, 1));
    rig.wanted("s").forEach(task -> rig.report(task.getId(), TaskState.PENDING));
    assertThat(rig.inFlight()).hasSize(2).allSatisfy(unit ->
        assertThat(rig.land(unit)).isInstanceOf(Outcome.Conflict.class));
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.wanted("s")).extracting(Task::getSlot).containsExactly(1L);
    assertThat(rig.tasks("s").filter(task -> task.getDesiredState() == TaskState.REMOVE)).hasSize(2);
  }

  @Test
  @Tag("orchestration-18")
  void allTasksOfARemovedServiceAreToVanish() {
    Service service = replicated("s", 2);
    rig.given(service, node("n1"), running(service, "a", 1, "n1"), running(service, "b", 2, "n1"),
        task(service, "old", 1, "n1", TaskState.SHUTDOWN, TaskState.FAILED)).start().settle();
    rig.write(tx -> tx.delete(Table.SERVICE, "s")).settle();
    assertThat(rig.tasks("s")).hasSize(3)
        .allSatisfy(task -> assertThat(task.getDesiredState()).isEqualTo(TaskState.REMOVE));
  }

  @Test
  void tasksMadeWhileTheServiceIsRemovedAreNotLeftBehind() {
    rig.start().create(replicated("s", 4));
    List<Unit> units = rig.inFlight();
    rig.land(units.get(0));
    rig.land(units.get(1));
    rig.write(tx -> tx.delete(Table.SERVICE, "s"));
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.tasks("s")).hasSize(2)
        .allSatisfy(task -> assertThat(task.getDesiredState()).isEqualTo(TaskState.REMOVE));
  }

  @Test
  @Tag("orchestration-44")
  void tasksOfAMissingServiceAreToVanishAtStart() {
    Service service = replicated("gone", 1);
    rig.given(running(service, "a", 1, "n1"), observed(running(service, "b", 2, "n1"), TaskState.FAILED));
    rig.start().settle();
    assertThat(rig.tasks("gone")).hasSize(2)
        .allSatisfy(task -> assertThat(task.getDesiredState()).isEqualTo(TaskState.REMOVE));
  }

  @Test
  void aHealthyNodeComingBackChangesNothing() {
    Service service = replicated("s", 1);
    rig.given(service, node("n1"), node("n2", State.DOWN, Availability.ACTIVE), running(service, "t", 1, "n1")).start();
    rig.update(Table.NODE, "n2", node -> node("n2").toBuilder().setMeta(node.getMeta()).build()).settle();
    assertThat(rig.unitsSeen()).isZero();
  }

  @Test
  void unknownOutcomesNeitherLoseNorDoubleTasks() {
    rig.start().create(replicated("s", 6));
    boolean written = false;
    for (Unit unit : rig.inFlight()) {
      rig.lose(unit, written);
      written = !written;
    }
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.wanted("s")).extracting(Task::getSlot).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void anotherLeaderGoesOnFromAnyPrefix() {
    rig.start().create(replicated("s", 6));
    rig.inFlight().stream().limit(3).forEach(rig::land);
    LoopRig next = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(2)));
    rig.view().all(Table.TASK).forEach(next::given);
    next.given(rig.service("s")).start().settle();
    assertThat(next.wanted("s")).hasSize(6);
    assertThat(next.unitsSeen()).isEqualTo(3);
  }

  @Test
  void aTaskEventLooksAtNoOtherSlot() {
    Service service = replicated("s", 2);
    Node node = node("n1");
    rig.given(service, node, running(service, "a", 1, "n1"), running(service, "b", 2, "n1")).start().settle();
    rig.report("a", TaskState.FAILED);
    assertThat(rig.inFlight()).singleElement().satisfies(unit -> assertThat(unit.key()).isEqualTo("s|1"));
  }
}
