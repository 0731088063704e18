package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.withImage;
import static io.swarmd.orchestrator.Things.withReplicas;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.work.Worklist;
import io.swarmd.store.Table;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service of many more tasks than may be in flight. */
class LargeServiceTest {

  private static final int MANY = 3 * Worklist.MAX_FLIGHTS_OF_SERVICE;

  private final LoopRig rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(1)));

  private void landSome(int units) {
    for (int i = 0; i < units; i++) {
      rig.land(rig.inFlight().getFirst());
    }
  }

  private long made() {
    return rig.tasks("s").count();
  }

  @Test
  void itsTasksAreMadeInBoundedSteps() {
    rig.given(node("n1")).start().create(replicated("s", MANY));
    assertThat(rig.inFlight()).hasSize(Worklist.MAX_FLIGHTS_OF_SERVICE);
    landSome(Worklist.MAX_FLIGHTS_OF_SERVICE / 2);
    assertThat(rig.inFlight()).hasSize(Worklist.MAX_FLIGHTS_OF_SERVICE);
    rig.settle();
    assertThat(made()).isEqualTo(MANY);
    assertThat(rig.unitsSeen()).isEqualTo(MANY);
  }

  @Test
  void anotherServiceIsNotHeldBack() {
    rig.given(node("n1")).start().create(replicated("s", MANY));
    rig.create(replicated("small", 3));
    assertThat(rig.inFlight()).hasSize(Worklist.MAX_FLIGHTS_OF_SERVICE + 3);
  }

  @Test
  void aScaleDownMidwayTakesEffect() {
    rig.given(node("n1")).start().create(replicated("s", MANY));
    landSome(100);
    rig.update(Table.SERVICE, "s", service -> withReplicas(service, 5)).settle();
    assertThat(rig.wanted("s")).hasSize(5);
    assertThat(made()).isLessThanOrEqualTo(Worklist.MAX_FLIGHTS_OF_SERVICE + 100);
  }

  @Test
  void itsRemovalGoesInBoundedStepsToo() {
    rig.given(node("n1")).start().create(replicated("s", MANY)).settle();
    rig.write(tx -> tx.delete(Table.SERVICE, "s"));
    assertThat(rig.inFlight()).hasSize(Worklist.MAX_FLIGHTS_OF_SERVICE);
    rig.settle();
    assertThat(rig.tasks("s")).allMatch(TaskStates::leaving);
  }

  @Test
  void itsUpdateOfAllTasksAtOnceGoesInBoundedSteps() {
    rig.given(node("n1")).start().create(replicated("s", MANY).toBuilder().setSpec(replicated("s", MANY).getSpec()
        .toBuilder().setUpdate(UpdateConfig.newBuilder().setParallelism(0))).build()).settle();
    rig.update(Table.SERVICE, "s", service -> withImage(service, "image:2"));
    assertThat(rig.inFlight()).hasSizeLessThanOrEqualTo(Worklist.MAX_FLIGHTS_OF_SERVICE + 1);
    rig.settle();
    assertThat(rig.wanted("s")).hasSize(MANY)
        .allMatch(task -> task.getSpec().getContainer().getImage().equals("image:2"));
  }

  @Test
  void aNewLeaderGoesOnWhereTheLastOneWas() {
    rig.given(node("n1")).start().create(replicated("s", MANY));
    landSome(1_000);
    rig.start().settle();
    assertThat(rig.wanted("s")).hasSize(MANY);
    assertThat(rig.wanted("s")).extracting(task -> task.getSlot()).doesNotHaveDuplicates();
  }

  @Test
  void aSlotThatChangesMeanwhileIsLookedAtAnew() {
    rig.given(node("n1")).start().create(replicated("s", MANY)).settle();
    String victim = rig.wanted("s").get(10).getId();
    rig.update(Table.SERVICE, "s", service -> withReplicas(service, 1));
    rig.report(victim, TaskState.FAILED).pass(Duration.ofSeconds(1));
    assertThat(rig.wanted("s")).hasSize(1);
  }
}
