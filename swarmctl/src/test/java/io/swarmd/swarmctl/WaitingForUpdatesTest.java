package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateStatus.UpdateState;
import org.junit.jupiter.api.Test;

/** Updates waited for that do not come to the end they were meant to. */
class WaitingForUpdatesTest {

  private final CommandLineFixture line = new CommandLineFixture();

  /** A service of one task that runs, with the update that is its last. */
  private void service(String image, UpdateState state, String message) {
    Service.Builder service = Service.newBuilder().setId("sid");
    service.getSpecBuilder().getAnnotationsBuilder().setName("web");
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(1);
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage(image);
    service.getSpecBuilder().getTaskBuilder().getRestartBuilder();
    service.getUpdateStatusBuilder().setState(state).setMessage(message);
    line.control.services.clear();
    line.control.services.add(service.build());
    Task.Builder task = Task.newBuilder().setId("t1").setServiceId("sid").setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(TaskState.RUNNING);
    line.control.tasks.clear();
    line.control.tasks.add(task.build());
  }

  /** What the update has come to when it is looked at for the second time. */
  private void turnsOut(Runnable change) {
    int[] looks = {0};
    line.control.onListTasks = () -> {
      if (++looks[0] == 1) {
        change.run();
      }
    };
  }

  private String failure(String... command) {
    assertThat(line.run(command)).isEqualTo(255);
    assertThat(line.err).doesNotContain("converged");
    return line.err.lines().toList().getLast();
  }

  @Test
  void aPausedUpdateEndsTheWaitWithItsReason() {
    service("a", UpdateState.UPDATING, "");
    turnsOut(() -> service("b", UpdateState.PAUSED, "update paused due to failure of task t1"));
    assertThat(failure("service", "update", "web", "--image", "b", "--wait")).isEqualTo(
        "Error: service web is not converging: update paused due to failure of task t1; see 'service ps web'");
  }

  @Test
  void anUpdateThatIsRolledBackFailsOnceTheRollbackIsDone() {
    service("a", UpdateState.ROLLBACK_STARTED, "update rolled back due to failure of task t1");
    turnsOut(() -> service("a", UpdateState.ROLLBACK_COMPLETED, "rollback completed"));
    assertThat(failure("service", "update", "web", "--image", "b", "--wait")).isEqualTo(
        "Error: service web runs as it did before, its update failed: rollback completed; see 'service ps web'");
  }

  @Test
  void aRollbackThatWasAskedForSucceeds() {
    service("a", UpdateState.ROLLBACK_COMPLETED, "rollback completed");
    line.shows("service", "update", "web", "--rollback", "--wait");
    assertThat(line.err).endsWith("verify: service web converged\n");
  }
}
