package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.restart;
import static io.swarmd.orchestrator.Things.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the tasks of a node that is removed from the cluster. */
class RemovedNodeTest {

  private final LoopRig rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(1)));

  private void given(RestartCondition condition, String atOnce) {
    Service.Builder service = replicated("s", 2).toBuilder();
    service.getSpecBuilder().getTaskBuilder().setRestart(restart(condition, Duration.ofSeconds(30)));
    service.getSpecBuilder().getAnnotationsBuilder().putLabels("swarmd.replace-at-once", atOnce);
    rig.given(service.build(), node("n1"), node("n2"), running(service.build(), "t1", 1, "n1"),
        running(service.build(), "t2", 2, "n2")).start().settle();
  }

  /** What the control service does in one transaction. */
  private void remove(String nodeId) {
    rig.write(tx -> {
      Task task = tx.get(Table.TASK, "t1").orElseThrow();
      tx.update(Table.TASK, Things.observed(task, TaskState.ORPHANED));
      tx.delete(Table.NODE, nodeId);
    });
    rig.settle();
  }

  private Task replacement() {
    return rig.wanted("s").stream().filter(task -> task.getSlot() == 1).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"true, RUNNING", "True, RUNNING", "false, READY", "yes, READY"})
  void itsTasksAreReplacedAtOnceOnlyWhereThatIsAskedFor(String label, TaskState atOnce) {
    given(RestartCondition.ANY, label);
    remove("n1");
    assertThat(rig.task("t1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(replacement().getDesiredState()).isEqualTo(atOnce);
    rig.pass(Duration.ofSeconds(30));
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void aFailureOnANodeThatIsThereWaitsAllTheSame() {
    given(RestartCondition.ANY, "true");
    rig.report("t1", TaskState.FAILED).settle();
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
  }

  @Test
  void whatMayNotRestartIsNotReplaced() {
    given(RestartCondition.NONE, "true");
    remove("n1");
    assertThat(rig.wanted("s")).hasSize(1);
  }
}
