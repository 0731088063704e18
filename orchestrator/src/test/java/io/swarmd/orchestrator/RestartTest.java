package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.asking;
import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.restart;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskDefaults;
import io.swarmd.api.TaskState;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.Table;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RestartTest {

  final LoopRig rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(1)));

  static Service service(long replicas, RestartPolicy.Builder policy) {
    return Things.withRestart(replicated("s", replicas), policy);
  }

  /** One service with a running task in each slot on one node. */
  void given(Service service) {
    rig.given(service, node("n1"));
    for (long slot = 1; slot <= service.getSpec().getReplicated().getReplicas(); slot++) {
      rig.given(running(service, "t" + slot, slot, "n1"));
    }
    rig.start().settle();
  }

  void drain() {
    rig.update(Table.NODE, "n1", node -> node.toBuilder()
        .setSpec(NodeSpec.newBuilder().setAvailability(Availability.DRAIN)).build());
  }

  Task replacement(String serviceId, long slot) {
    return rig.wanted(serviceId).stream().filter(task -> task.getSlot() == slot).reduce((one, other) -> {
      throw new AssertionError("two tasks in slot " + slot);
    }).orElseThrow();
  }

  @Test
  @Tag("orchestration-48")
  void withoutDelayAFailedTaskIsReplacedAndStartsAtOnce() {
    given(service(1, restart(RestartCondition.ANY, Duration.ZERO)));
    rig.report("t1", TaskState.FAILED);
    rig.land(rig.inFlight().getFirst());
    assertThat(rig.task("t1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.READY);
    rig.settle();
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.RUNNING);
    String second = replacement("s", 1).getId();
    rig.report(second, TaskState.COMPLETE).settle();
    assertThat(replacement("s", 1).getId()).isNotEqualTo(second);
  }

  @Test
  @Tag("orchestration-49")
  void theDelayPassesBeforeTheReplacementStarts() {
    given(service(1, restart(RestartCondition.ANY, Duration.ofMillis(100))));
    rig.report("t1", TaskState.FAILED).pass(Duration.ofMillis(99));
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.READY);
    rig.pass(Duration.ofMillis(1));
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  @Tag("orchestration-12")
  @Tag("orchestration-5")
  void neverMeansNeverUntilAnUpdateReplacesTheTask() {
    given(service(1, restart(RestartCondition.NONE, Duration.ZERO)));
    rig.report("t1", TaskState.FAILED).settle();
    assertThat(rig.wanted("s")).isEmpty();
    rig.update(Table.SERVICE, "s", now -> asking(now, now.getSpec().getTask().toBuilder())).settle();
    assertThat(rig.wanted("s")).as("saved unchanged").isEmpty();
    rig.create(Cluster.newBuilder().setId("c").setSpec(ClusterSpec.newBuilder()
        .setAnnotations(io.swarmd.api.Annotations.newBuilder().setName("default"))
        .setTaskDefaults(TaskDefaults.newBuilder().setLogDriver(Driver.newBuilder().setName("syslog")))).build());
    rig.update(Table.SERVICE, "s", now -> asking(now, now.getSpec().getTask().toBuilder().setForceUpdate(1)));
    rig.pass(Duration.ofSeconds(1));
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(replacement("s", 1).getLogDriver().getName()).isEqualTo("syslog");
  }

  @Test
  @Tag("orchestration-13")
  void onFailureLeavesACompletedTaskAlone() {
    given(service(2, restart(RestartCondition.ON_FAILURE, Duration.ZERO)));
    rig.report("t1", TaskState.COMPLETE).report("t2", TaskState.FAILED).settle();
    assertThat(rig.wanted("s")).extracting(Task::getSlot).containsExactly(2L);
    rig.start().settle();
    assertThat(rig.wanted("s")).as("the slot is kept").extracting(Task::getSlot).containsExactly(2L);
  }

  @Test
  @Tag("orchestration-50")
  void attemptsAreCountedForEachSlot() {
    given(service(2, restart(RestartCondition.ANY, Duration.ZERO).setMaxAttempts(1)));
    rig.report("t1", TaskState.FAILED).report("t2", TaskState.FAILED).settle();
    assertThat(rig.wanted("s")).hasSize(2);
    rig.report(replacement("s", 1).getId(), TaskState.FAILED).settle();
    assertThat(rig.wanted("s")).extracting(Task::getSlot).containsExactly(2L);
    rig.start().settle();
    assertThat(rig.wanted("s")).as("the next leader knows").extracting(Task::getSlot).containsExactly(2L);
  }

  @Test
  @Tag("orchestration-52")
  void aTaskRejectedInItsDelayIsReplacedOnceTheDelayIsOver() {
    given(service(1, restart(RestartCondition.ANY, Duration.ofSeconds(1))));
    rig.report("t1", TaskState.FAILED).settle();
    String first = replacement("s", 1).getId();
    rig.report(first, TaskState.REJECTED).pass(Duration.ofMillis(999));
    assertThat(rig.tasks("s")).hasSize(2);
    rig.pass(Duration.ofMillis(1));
    assertThat(rig.tasks("s")).hasSize(3);
    assertThat(rig.task(first).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.READY);
  }

  @Test
  @Tag("orchestration-53")
  void aDrainedNodesTaskIsAwaitedWithoutDelay() {
    given(service(1, restart(RestartCondition.ANY, Duration.ofSeconds(5))));
    drain();
    rig.pass(Duration.ofSeconds(20));
    assertThat(rig.task("t1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.READY);
    rig.report("t1", TaskState.SHUTDOWN).settle();
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  @Tag("orchestration-53")
  void aLostNodesTaskIsNotAwaitedButTheDelayPasses() {
    given(service(1, restart(RestartCondition.ANY, Duration.ofSeconds(5))));
    rig.update(Table.NODE, "n1", node ->
        node.toBuilder().setStatus(NodeStatus.newBuilder().setState(State.DOWN)).build());
    rig.pass(Duration.ofMillis(4999));
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.READY);
    rig.pass(Duration.ofMillis(1));
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void drainingEvictsATaskThatMayNotRestart() {
    given(service(1, restart(RestartCondition.NONE, Duration.ZERO)));
    drain();
    rig.settle();
    assertThat(rig.tasks("s")).singleElement()
        .satisfies(task -> assertThat(task.getDesiredState()).isEqualTo(TaskState.SHUTDOWN));
  }

  @Test
  @Tag("orchestration-54")
  void aTaskThatNeverStopsIsAwaitedForAMinute() {
    given(service(1, restart(RestartCondition.ANY, Duration.ZERO)));
    drain();
    rig.pass(Duration.ofMillis(59_999));
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.READY);
    rig.pass(Duration.ofMillis(1));
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void aLongGracePeriodIsAwaitedWithAMargin() {
    Service.Builder service = service(1, restart(RestartCondition.ANY, Duration.ZERO)).toBuilder();
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder()
        .setStopGracePeriod(WireTime.span(Duration.ofSeconds(90)));
    given(service.build());
    drain();
    rig.pass(Duration.ofMillis(94_999));
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.READY);
    rig.pass(Duration.ofMillis(1));
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  @Tag("orchestration-55")
  void theWaitEndsWithTheNode() {
    given(service(1, restart(RestartCondition.ANY, Duration.ZERO)));
    drain();
    rig.settle();
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.READY);
    rig.write(tx -> tx.delete(Table.NODE, "n1")).settle();
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  @Tag("orchestration-56")
  void aTaskThatIsShutDownAlreadyIsNotReplaced() {
    given(service(1, restart(RestartCondition.ANY, Duration.ZERO)));
    long before = rig.unitsSeen();
    rig.write(tx -> tx.create(Table.TASK,
        task(rig.service("s"), "old", 1, "n1", TaskState.SHUTDOWN, TaskState.RUNNING)));
    rig.report("old", TaskState.FAILED).settle();
    assertThat(rig.unitsSeen()).isEqualTo(before);
  }

  @Test
  @Tag("orchestration-45")
  void aNewLeaderResumesTheDelay() {
    Service service = service(1, restart(RestartCondition.ANY, Duration.ofMillis(100)));
    rig.given(service, node("n1"),
        task(service, "t", 1, "n1", TaskState.READY, TaskState.READY)).start().pass(Duration.ofMillis(99));
    assertThat(rig.task("t").getDesiredState()).isEqualTo(TaskState.READY);
    rig.pass(Duration.ofMillis(1));
    assertThat(rig.task("t").getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  @Tag("orchestration-46")
  void aNewLeaderReplacesATaskRejectedInItsDelay() {
    Service service = service(1, restart(RestartCondition.ANY, Duration.ofMillis(100)));
    rig.given(service, node("n1"),
        task(service, "t", 1, "n1", TaskState.READY, TaskState.REJECTED)).start().settle();
    assertThat(rig.task("t").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(replacement("s", 1).getDesiredState()).isEqualTo(TaskState.READY);
  }
}
