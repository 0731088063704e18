package io.swarmd.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.NodeStatus;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.api.UpdateVolumeStatusRequest;
import io.swarmd.api.UpdateVolumeStatusRequest.VolumeStatusUpdate;
import io.swarmd.dispatcher.stream.Refusal.Reason;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reports of tasks: whose, which count, and when they are answered. */
class StatusReportTest {

  private final DispatcherFixture at = new DispatcherFixture(
      Samples.node("n1", NodeStatus.State.READY),
      Samples.task("own", "n1", TaskState.STARTING),
      Samples.task("ended", "n1", TaskState.SHUTDOWN),
      Samples.task("foreign", "n2", TaskState.STARTING));
  private String session;

  @BeforeEach
  void register() {
    session = at.sessionId("n1");
  }

  @Test
  @Tag("dispatch-18")
  void aReportOnAnothersTaskRefusesTheWholeCall() {
    CompletableFuture<Void> answer = at.report("n1", session, Map.of(
        "own", Samples.status(TaskState.RUNNING), "foreign", Samples.status(TaskState.RUNNING)));

    assertThat(DispatcherFixture.refusal(answer)).isEqualTo(Reason.FOREIGN_TASK);
    assertThat(at.state("own")).isEqualTo(TaskState.STARTING);
    assertThat(at.state("foreign")).isEqualTo(TaskState.STARTING);
  }

  @Test
  @Tag("dispatch-19")
  void aTaskNeverGoesBack() {
    assertThat(at.report("n1", session, Map.of("ended", Samples.status(TaskState.RUNNING)))).isCompleted();
    assertThat(at.state("ended")).isEqualTo(TaskState.SHUTDOWN);

    TaskStatus withError = Samples.status(TaskState.SHUTDOWN).toBuilder().setErr("killed").build();
    at.report("n1", session, Map.of("ended", withError));
    assertThat(at.task("ended").getStatus().getErr()).isEqualTo("killed");
  }

  @Test
  @Tag("dispatch-20")
  void unknownTasksAndMissingStatusesArePassedOver() {
    long version = at.store.view().version();
    UpdateTaskStatusRequest request = UpdateTaskStatusRequest.newBuilder().setSessionId(session)
        .addUpdates(TaskStatusUpdate.newBuilder().setTaskId("no such").setStatus(Samples.status(TaskState.RUNNING)))
        .addUpdates(TaskStatusUpdate.newBuilder().setTaskId("own"))
        .build();
    CompletableFuture<Void> answer = at.dispatcher.updateTaskStatus("n1", request);
    at.environment.runDue();

    assertThat(answer).isCompleted();
    assertThat(at.store.view().version()).isEqualTo(version);
  }

  @Test
  @Tag("dispatch-21")
  void aStoredReportNamesTheLeaderAndItsTime() {
    at.report("n1", session, Map.of("own", Samples.status(TaskState.RUNNING)));

    TaskStatus stored = at.task("own").getStatus();
    assertThat(stored.getState()).isEqualTo(TaskState.RUNNING);
    assertThat(stored.getAppliedBy()).isEqualTo("manager-1");
    assertThat(stored.getAppliedAt().getSeconds()).isEqualTo(at.environment.now().getEpochSecond());
  }

  @Test
  void aRepeatedReportWritesNothing() {
    at.report("n1", session, Map.of("own", Samples.status(TaskState.RUNNING)));
    long version = at.store.view().version();
    assertThat(at.report("n1", session, Map.of("own", Samples.status(TaskState.RUNNING)))).isCompleted();
    assertThat(at.store.view().version()).isEqualTo(version);
  }

  @Test
  void aReportIsAnsweredOnlyOnceStored() {
    at.store.group().isolate(0);
    CompletableFuture<Void> answer = at.report("n1", session, Map.of("own", Samples.status(TaskState.RUNNING)));
    assertThat(answer).isNotDone();

    at.store.group().heal(0);
    at.environment.runDue();
    assertThat(answer).isCompleted();
    assertThat(at.state("own")).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void whatComesWhileOneTransactionIsUnderWayGoesIntoTheNextTogether() {
    at.store.group().isolate(0);
    at.report("n1", session, Map.of("own", Samples.status(TaskState.RUNNING)));
    long version = at.store.view().version();
    CompletableFuture<Void> one =
        at.report("n1", session, Map.of("own", Samples.status(TaskState.COMPLETE)));
    CompletableFuture<Void> late = at.report("n1", session, Map.of("own", Samples.status(TaskState.RUNNING)));
    CompletableFuture<Void> other = at.report("n1", session,
        Map.of("ended", Samples.status(TaskState.SHUTDOWN).toBuilder().setErr("x").build()));

    at.store.group().heal(0);
    at.environment.runDue();

    assertThat(one).isCompleted();
    assertThat(late).isCompleted();
    assertThat(other).isCompleted();
    assertThat(at.state("own")).isEqualTo(TaskState.COMPLETE);
    assertThat(at.store.view().version()).isEqualTo(version + 2);
  }

  @Test
  void aReportWhoseLeadershipIsLostFails() {
    at.store.group().isolate(0);
    CompletableFuture<Void> answer = at.report("n1", session, Map.of("own", Samples.status(TaskState.RUNNING)));
    at.store.group().depose();
    at.environment.runDue();
    assertThat(DispatcherFixture.refusal(answer)).isEqualTo(Reason.STOPPED);
  }

  @Test
  void reportsNeedTheSession() {
    assertThat(DispatcherFixture.refusal(at.report("n1", "", Map.of()))).isEqualTo(Reason.SESSION_INVALID);
    assertThat(DispatcherFixture.refusal(at.report("n2", session, Map.of()))).isEqualTo(Reason.NODE_NOT_REGISTERED);
    assertThat(DispatcherFixture.refusal(at.dispatcher.updateVolumeStatus("n1",
        UpdateVolumeStatusRequest.getDefaultInstance()))).isEqualTo(Reason.SESSION_INVALID);
  }

  @Test
  void unknownVolumesArePassedOver() {
    CompletableFuture<Void> answer = at.dispatcher.updateVolumeStatus("n1", UpdateVolumeStatusRequest.newBuilder()
        .setSessionId(session).addUpdates(VolumeStatusUpdate.newBuilder().setId("v").setUnpublished(true)).build());
    at.environment.runDue();
    assertThat(answer).isCompleted();
  }
}
