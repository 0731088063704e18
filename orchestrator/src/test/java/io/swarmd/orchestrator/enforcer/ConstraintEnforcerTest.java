package io.swarmd.orchestrator.enforcer;

import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.task;
import static io.swarmd.orchestrator.Things.withConstraint;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.ResourceRequirements;
import io.swarmd.api.Resources;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.resource.GenericResources;
import io.swarmd.orchestrator.LoopRig;
import io.swarmd.store.Outcome;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConstraintEnforcerTest {

  static final Service WORKERS_ONLY = withConstraint(replicated("s", 1), "node.role == worker");

  final LoopRig rig = new LoopRig(new ConstraintEnforcer());

  static Service reserving(Resources.Builder reserved) {
    Service.Builder service = replicated("s", 1).toBuilder();
    service.getSpecBuilder().getTaskBuilder().setResources(ResourceRequirements.newBuilder().setReservations(reserved));
    return service.build();
  }

  static Node having(Node node, Resources.Builder resources) {
    return node.toBuilder().setDescription(NodeDescription.newBuilder().setResources(resources)).build();
  }

  TaskState observed(String id) {
    return rig.task(id).getStatus().getState();
  }

  @Test
  @Tag("orchestration-83")
  @Tag("orchestration-60")
  void aPromotedNodeLosesATaskForWorkers() {
    rig.given(WORKERS_ONLY, node("n1"), running(WORKERS_ONLY, "t", 1, "n1")).start().settle();
    assertThat(observed("t")).isEqualTo(TaskState.RUNNING);
    rig.update(Table.NODE, "n1", node -> node.toBuilder().setRole(NodeRole.MANAGER).build()).settle();
    assertThat(observed("t")).isEqualTo(TaskState.REJECTED);
    assertThat(rig.task("t").getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(rig.task("t").getStatus().getMessage()).isEqualTo("task rejected by constraint enforcer");
    assertThat(rig.task("t").getStatus().getErr()).isEqualTo("assigned node no longer meets constraints");
  }

  /** Else a global task with a short restart delay would be replaced without end on a node that is too small. */
  @Test
  void aTaskThatIsNotPlacedYetIsTheSchedulersToRefuse() {
    Service big = reserving(Resources.newBuilder().setMemoryBytes(100));
    rig.given(big, node("n1"), task(big, "t", 1, "n1", TaskState.RUNNING, TaskState.PENDING)).start().settle();
    assertThat(observed("t")).isEqualTo(TaskState.PENDING);
  }

  @Test
  void aTaskThatDidNotFitWhenTheLeaderStartsIsRejected() {
    rig.given(WORKERS_ONLY, node("n1").toBuilder().setRole(NodeRole.MANAGER).build(),
        running(WORKERS_ONLY, "t", 1, "n1")).start().settle();
    assertThat(observed("t")).isEqualTo(TaskState.REJECTED);
  }

  @Test
  @Tag("orchestration-84")
  void aNodeThatShrinksKeepsWhatStillFits() {
    Service service = reserving(Resources.newBuilder().setMemoryBytes(600));
    rig.given(service, having(node("n1"), Resources.newBuilder().setMemoryBytes(2000)),
        running(service, "a", 1, "n1"), running(service, "b", 2, "n1"),
        task(service, "done", 3, "n1", TaskState.COMPLETE, TaskState.COMPLETE)).start().settle();
    assertThat(rig.unitsSeen()).isZero();
    rig.update(Table.NODE, "n1", node -> having(node, Resources.newBuilder().setMemoryBytes(1000))).settle();
    assertThat(observed("a")).isEqualTo(TaskState.RUNNING);
    assertThat(observed("b")).isEqualTo(TaskState.REJECTED);
    assertThat(observed("done")).isEqualTo(TaskState.COMPLETE);
  }

  @Test
  @Tag("orchestration-85")
  void onlyActiveNodesAreLookedAt() {
    for (Availability availability : new Availability[] {Availability.PAUSE, Availability.DRAIN}) {
      Node node = node("n1", State.READY, availability).toBuilder().setRole(NodeRole.MANAGER).build();
      rig.given(WORKERS_ONLY, node, running(WORKERS_ONLY, "t", 1, "n1")).start().settle();
      assertThat(observed("t")).isEqualTo(TaskState.RUNNING);
    }
  }

  @Test
  @Tag("orchestration-86")
  void tasksWhoseGenericResourcesAreGoneAreAllRejected() {
    Service service = replicated("s", 4);
    Task gpuA = running(service, "a", 1, "n1").toBuilder()
        .addAssignedGenericResources(GenericResources.named("gpu", "A")).build();
    Task gpuB = running(service, "b", 2, "n1").toBuilder()
        .addAssignedGenericResources(GenericResources.named("gpu", "B")).build();
    Task slots = running(service, "c", 3, "n1").toBuilder()
        .addAssignedGenericResources(GenericResources.count("slot", 3)).build();
    rig.given(service, gpuA, gpuB, slots, running(service, "d", 4, "n1"),
        having(node("n1"), Resources.newBuilder().addGeneric(GenericResources.named("gpu", "B"))
            .addGeneric(GenericResources.named("gpu", "C")).addGeneric(GenericResources.count("slot", 2))))
        .start().settle();
    assertThat(observed("a")).isEqualTo(TaskState.REJECTED);
    assertThat(observed("b")).isEqualTo(TaskState.RUNNING);
    assertThat(observed("c")).isEqualTo(TaskState.REJECTED);
    assertThat(observed("d")).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void aReportInTheMiddleOnlyDelaysIt() {
    rig.given(WORKERS_ONLY, node("n1"), running(WORKERS_ONLY, "t", 1, "n1")).start();
    rig.update(Table.NODE, "n1", node -> node.toBuilder().setRole(NodeRole.MANAGER).build());
    Unit unit = rig.inFlight().getFirst();
    rig.report("t", TaskState.RUNNING);
    assertThat(rig.land(unit)).isInstanceOf(Outcome.Conflict.class);
    rig.pass(Duration.ofMillis(10));
    assertThat(observed("t")).isEqualTo(TaskState.REJECTED);
  }
}
