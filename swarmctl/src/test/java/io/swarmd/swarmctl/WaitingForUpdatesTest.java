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

  /** What the manager makes of the update, as it is looked at for the first and the second time. */
  private void turnsOut(Runnable first, Runnable second) {
    int[] looks = {0};
    line.control.onListTasks = () -> {
      switch (++looks[0]) {
        case 1 -> first.run();
        case 2 -> second.run();
        default -> { /* stays as it is */ }
      }
    };
  }

  @Test
  void aPausedUpdateEndsTheWaitWithItsReason() {
    service("a", UpdateState.UNKNOWN, "");
    turnsOut(() -> service("b", UpdateState.UPDATING, ""),
        () -> service("b", UpdateState.PAUSED, "update paused due to failure of task t1"));
    line.fails("service web is not converging: update paused due to failure of task t1; see 'service ps web'",
        "service", "update", "web", "--image", "b", "--wait");
  }

  @Test
  void anUpdateThatIsRolledBackFailsOnceTheRollbackIsDone() {
    service("a", UpdateState.UNKNOWN, "");
    turnsOut(() -> service("a", UpdateState.ROLLBACK_STARTED, "update rolled back due to failure of task t1"),
        () -> service("a", UpdateState.ROLLBACK_COMPLETED, "rollback completed"));
    assertThat(line.run("service", "update", "web", "--image", "b", "--wait")).isEqualTo(255);
    assertThat(line.err).endsWith("Error: service web runs as it did before, its update failed: rollback completed; "
        + "see 'service ps web'\n").doesNotContain("converged");
  }

  @Test
  void aRollbackThatWasAskedForSucceeds() {
    service("a", UpdateState.ROLLBACK_COMPLETED, "rollback completed");
    line.shows("service", "update", "web", "--rollback", "--wait");
    assertThat(line.err).endsWith("verify: service web converged\n");
  }
}
