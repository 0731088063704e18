package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.asking;
import static io.swarmd.orchestrator.Things.global;
import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.restart;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.withConstraint;
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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GlobalTest {

  final LoopRig rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(1)));
  final Service service = global("g");

  /** The service with a running task on each of the nodes. */
  void given(String... nodes) {
    rig.given(service);
    for (String id : nodes) {
      rig.given(node(id), running(service, "t-" + id, 0, id));
    }
    rig.start().settle();
    assertThat(rig.unitsSeen()).isZero();
  }

  void set(String nodeId, State state, Availability availability) {
    rig.update(Table.NODE, nodeId, (Node now) ->
        node(nodeId, state, availability).toBuilder().setMeta(now.getMeta()).build()).settle();
  }

  void update(UnaryOperator<Service> change) {
    rig.update(Table.SERVICE, "g", change).settle();
  }

  static Service forced(Service service) {
    return asking(service, service.getSpec().getTask().toBuilder()
        .setForceUpdate(service.getSpec().getTask().getForceUpdate() + 1));
  }

  @Test
  @Tag("orchestration-19")
  void aNewNodeGetsItsTask() {
    given("n1", "n2");
    rig.create(node("n3")).settle();
    assertThat(rig.wanted("g")).extracting(Task::getNodeId).containsExactly("n1", "n2", "n3");
    assertThat(rig.wanted("g").getLast().getSlot()).isZero();
    assertThat(rig.wanted("g").getLast().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  @Tag("orchestration-20")
  void aDrainedNodeGetsNothingUntilItIsBack() {
    given("n1");
    set("n1", State.READY, Availability.DRAIN);
    assertThat(rig.task("t-n1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    update(GlobalTest::forced);
    assertThat(rig.tasks("g")).hasSize(1);
    set("n1", State.READY, Availability.ACTIVE);
    assertThat(rig.wanted("g")).hasSize(1);
  }

  @Test
  @Tag("orchestration-21")
  void soDoesANodeThatIsDown() {
    given("n1");
    set("n1", State.DOWN, Availability.ACTIVE);
    assertThat(rig.task("t-n1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    update(GlobalTest::forced);
    assertThat(rig.tasks("g")).hasSize(1);
    set("n1", State.READY, Availability.ACTIVE);
    assertThat(rig.wanted("g")).hasSize(1);
  }

  @Test
  @Tag("orchestration-22")
  void onAPausedNodeAFailedTaskStaysDown() {
    given("n1");
    set("n1", State.READY, Availability.PAUSE);
    rig.report("t-n1", TaskState.FAILED).settle();
    assertThat(rig.tasks("g")).hasSize(1);
    assertThat(rig.task("t-n1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    update(GlobalTest::forced);
    assertThat(rig.tasks("g")).hasSize(1);
  }

  @Test
  @Tag("orchestration-23")
  void aNodeBackFromPauseHasItsOldTaskReplacedAtOnce() {
    given("n1");
    set("n1", State.READY, Availability.PAUSE);
    update(GlobalTest::forced);
    assertThat(rig.task("t-n1").getDesiredState()).isEqualTo(TaskState.RUNNING);
    set("n1", State.READY, Availability.ACTIVE);
    assertThat(rig.task("t-n1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(rig.wanted("g")).singleElement()
        .satisfies(task -> assertThat(task.getSpec().getForceUpdate()).isEqualTo(1));
    assertThat(rig.service("g").hasUpdateStatus()).isFalse();
  }

  @Test
  @Tag("orchestration-24")
  void aNodeThatMeetsTheConstraintsNoLongerLosesItsTask() {
    given("n1", "n2");
    update(now -> withConstraint(now, "node.id == n1"));
    assertThat(rig.task("t-n2").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(rig.wanted("g")).extracting(Task::getId).containsExactly("t-n1");
  }

  @Test
  @Tag("orchestration-25")
  void aTaskDeletedByHandComesBackWithTheNextReconcileOnly() {
    given("n1");
    rig.write(tx -> tx.delete(Table.TASK, "t-n1")).settle();
    assertThat(rig.tasks("g")).isEmpty();
    update(GlobalTest::forced);
    assertThat(rig.wanted("g")).hasSize(1);
  }

  @Test
  @Tag("orchestration-26")
  void ofTwoTasksOnANodeOneStays() {
    rig.given(service, node("n1"), running(service, "a", 0, "n1"), running(service, "b", 0, "n1")).start().settle();
    assertThat(rig.wanted("g")).hasSize(1);
  }

  @Test
  @Tag("orchestration-27")
  void tasksOfARemovedNodeAreDeleted() {
    given("n1", "n2");
    rig.write(tx -> tx.delete(Table.NODE, "n2")).settle();
    assertThat(rig.tasks("g")).extracting(Task::getId).containsExactly("t-n1");
  }

  @Test
  @Tag("orchestration-28")
  void oneServicesUpdateTouchesNoOther() {
    Service other = global("other");
    rig.given(other, running(other, "o", 0, "n1"));
    given("n1");
    update(GlobalTest::forced);
    assertThat(rig.task("t-n1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(rig.task("o").getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  @Tag("orchestration-29")
  void aTaskOnAMissingNodeIsShutDownAtStart() {
    rig.given(service, running(service, "t", 0, "gone")).start().settle();
    assertThat(rig.tasks("g")).singleElement()
        .satisfies(task -> assertThat(task.getDesiredState()).isEqualTo(TaskState.SHUTDOWN));
  }

  @Test
  void aFailedTaskIsReplacedOnItsNode() {
    given("n1");
    rig.report("t-n1", TaskState.FAILED).pass(Duration.ofSeconds(1));
    assertThat(rig.wanted("g")).singleElement().satisfies(task -> {
      assertThat(task.getNodeId()).isEqualTo("n1");
      assertThat(task.getDesiredState()).isEqualTo(TaskState.RUNNING);
    });
  }

  @Test
  void aTaskThatFailsOnANodeThatIsAwayForAMomentIsReplaced() {
    given("n1");
    rig.update(Table.NODE, "n1", (Node now) ->
        node("n1", State.READY, Availability.DRAIN).toBuilder().setMeta(now.getMeta()).build());
    // The task fails before it is told to stop, which then comes too late.
    rig.report("t-n1", TaskState.FAILED);
    rig.land(rig.inFlight().getFirst());
    set("n1", State.READY, Availability.ACTIVE);
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.wanted("g")).hasSize(1).noneMatch(TaskStates::terminal);
  }

  @Test
  void withConditionNoneAFailedTaskStaysDownUntilTheSpecChanges() {
    Service.Builder once = service.toBuilder();
    once.getSpecBuilder().getTaskBuilder().setRestart(restart(RestartCondition.NONE, Duration.ZERO));
    rig.given(once.build(), node("n1"), running(once.build(), "t", 0, "n1")).start().settle();
    rig.report("t", TaskState.FAILED).settle();
    update(now -> asking(now, now.getSpec().getTask().toBuilder()));
    assertThat(rig.wanted("g")).isEmpty();
    update(GlobalTest::forced);
    assertThat(rig.wanted("g")).hasSize(1);
  }
}
