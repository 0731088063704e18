package io.swarmd.orchestrator.slot;

import static io.swarmd.orchestrator.Things.asking;
import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.restart;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.task;
import static io.swarmd.orchestrator.Things.updated;
import static io.swarmd.orchestrator.Things.withConstraint;
import static io.swarmd.orchestrator.Things.withEndpoint;
import static io.swarmd.orchestrator.Things.withImage;
import static io.swarmd.orchestrator.Things.withReplicas;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec.PullOptions;
import io.swarmd.api.EndpointSpec.ResolutionMode;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.model.drift.TaskDrift;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TaskDriftTest {

  static final Service SERVICE = replicated("s", 1);
  static final Task TASK = running(SERVICE, "t", 1, "n1");

  static boolean dirty(Service service, Task task) {
    return new TaskDrift(service, id -> id.equals("n1") ? Optional.of(node("n1")) : Optional.empty()).dirty(task);
  }

  @Test
  void equalSpecVersionsAreCleanWhateverElseDiffers() {
    Service other = withImage(SERVICE, "image:2").toBuilder().setSpecVersion(SERVICE.getSpecVersion()).build();
    assertThat(dirty(other, TASK)).isFalse();
  }

  @Test
  void imageRestartDelayAndForceUpdateMakeDirty() {
    assertThat(dirty(withImage(SERVICE, "image:2"), TASK)).isTrue();
    assertThat(dirty(asking(SERVICE, SERVICE.getSpec().getTask().toBuilder().setForceUpdate(1)), TASK)).isTrue();
    assertThat(dirty(asking(SERVICE, SERVICE.getSpec().getTask().toBuilder()
        .setRestart(restart(RestartCondition.ANY, Duration.ofSeconds(1)))), TASK)).isTrue();
  }

  @Test
  void nameLabelsAndReplicasDoNot() {
    assertThat(dirty(withReplicas(SERVICE, 9), TASK)).isFalse();
    assertThat(dirty(updated(SERVICE, SERVICE.getSpec().toBuilder()
        .setAnnotations(Annotations.newBuilder().setName("name-s").putLabels("a", "b"))), TASK)).isFalse();
  }

  /** Also where only the placement differs besides (orchestration sheet, W30). */
  @Test
  void theEndpointCountsWhereThePlacementChangesToo() {
    Service placed = withConstraint(SERVICE, "node.hostname != elsewhere");
    assertThat(dirty(placed, TASK)).isFalse();
    assertThat(dirty(withEndpoint(placed, ResolutionMode.DNSRR), TASK)).isTrue();
  }

  @Test
  void theEndpointCountsWhenTheTaskHasOne() {
    Service other = withEndpoint(SERVICE, ResolutionMode.DNSRR);
    assertThat(dirty(other, TASK)).isTrue();
    assertThat(dirty(other, TASK.toBuilder().clearEndpoint().build())).isFalse();
  }

  @Test
  @Tag("orchestration-60")
  @Tag("orchestration-61")
  void otherPlacementIsCleanWhereTheNodeStillFits() {
    Service fits = withConstraint(SERVICE, "node.id == n1");
    assertThat(dirty(fits, TASK)).isFalse();
    assertThat(dirty(withConstraint(SERVICE, "node.id != n1"), TASK)).isTrue();
    assertThat(dirty(withConstraint(SERVICE, "not a constraint"), TASK)).isFalse();
    assertThat(dirty(fits, task(SERVICE, "t", 1, "", TaskState.RUNNING, TaskState.PENDING))).isTrue();
    assertThat(dirty(withImage(fits, "image:2"), TASK)).isTrue();
  }

  @Test
  @Tag("orchestration-59")
  void newCredentialsAloneLeaveAPulledImageAlone() {
    TaskSpec.Builder spec = SERVICE.getSpec().getTask().toBuilder();
    spec.getContainerBuilder().setPullOptions(PullOptions.newBuilder().setRegistryAuth("new"));
    Service credentials = asking(SERVICE, spec);

    assertThat(dirty(credentials, TASK)).isFalse();
    assertThat(dirty(credentials, task(SERVICE, "t", 1, "n1", TaskState.RUNNING, TaskState.PREPARING))).isTrue();
    assertThat(dirty(credentials, task(SERVICE, "t", 1, "n1", TaskState.SHUTDOWN, TaskState.REJECTED))).isTrue();
    assertThat(dirty(withImage(credentials, "image:2"), TASK)).isTrue();
  }

  @Test
  void aSlotIsDirtyWithSeveralTasksOrOneDirty() {
    TaskDrift drift = new TaskDrift(SERVICE, id -> Optional.empty());
    assertThat(drift.dirty(List.of(TASK))).isFalse();
    assertThat(drift.dirty(List.of(TASK, TASK))).isTrue();
    assertThat(drift.dirty(List.of())).isFalse();
  }
}
