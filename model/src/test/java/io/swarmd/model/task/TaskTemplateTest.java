package io.swarmd.model.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Annotations;
import io.swarmd.api.Driver;
import io.swarmd.api.EndpointSpec;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.Version;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TaskTemplateTest {

  static final Instant NOW = Instant.parse("2026-03-01T10:00:00.000000007Z");
  static final Driver CLUSTER_DRIVER = Driver.newBuilder().setName("cluster").build();

  static Service service(TaskSpec.Builder task) {
    return Service.newBuilder().setId("svc").setSpecVersion(Version.newBuilder().setIndex(9))
        .setSpec(ServiceSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName("web")).setTask(task)
            .setEndpoint(EndpointSpec.newBuilder().setMode(EndpointSpec.ResolutionMode.DNSRR)))
        .build();
  }

  @Test
  void copiesTheServiceAsItIsNow() {
    Service service = service(TaskSpec.newBuilder().setForceUpdate(3));

    Task task = TaskTemplate.of(service, Optional.empty(), NOW)
        .make("t1", Slot.numbered("svc", 4), TaskState.READY);

    assertThat(task.getSpec()).isSameAs(service.getSpec().getTask());
    assertThat(task.getServiceAnnotations()).isSameAs(service.getSpec().getAnnotations());
    assertThat(task.getSpecVersion().getIndex()).isEqualTo(9);
    assertThat(task.getEndpoint().getSpec()).isEqualTo(service.getSpec().getEndpoint());
    assertThat(task.getStatus().getState()).isEqualTo(TaskState.NEW);
    assertThat(task.getStatus().getMessage()).isEqualTo("created");
    assertThat(WireTime.instant(task.getStatus().getTimestamp())).isEqualTo(NOW);
    assertThat(task.getSlot()).isEqualTo(4);
    assertThat(task.getNodeId()).isEmpty();
    assertThat(task.getDesiredState()).isEqualTo(TaskState.READY);
    assertThat(task.hasLogDriver()).isFalse();
    assertThat(task.hasJobIteration()).isFalse();
  }

  @Test
  void tasksOfOneTemplateShareWhatIsEqual() {
    TaskTemplate template = TaskTemplate.of(service(TaskSpec.newBuilder()), Optional.empty(), NOW);
    Task one = template.make("a", Slot.numbered("svc", 1), TaskState.RUNNING);
    Task two = template.make("b", Slot.numbered("svc", 2), TaskState.RUNNING);
    assertThat(one.getSpec()).isSameAs(two.getSpec());
    assertThat(one.getStatus()).isSameAs(two.getStatus());
    assertThat(one.getEndpoint()).isSameAs(two.getEndpoint());
  }

  @Test
  void aSlotOnANodePresetsTheNode() {
    Task task = TaskTemplate.of(service(TaskSpec.newBuilder()), Optional.empty(), NOW)
        .make("t1", Slot.onNode("svc", "n1"), TaskState.RUNNING);
    assertThat(task.getNodeId()).isEqualTo("n1");
    assertThat(task.getSlot()).isZero();
    assertThat(Slot.of(task)).isEqualTo(Slot.onNode("svc", "n1"));
  }

  @Test
  @Tag("orchestration-5")
  void theServicesLogDriverComesBeforeTheClusters() {
    TaskSpec.Builder own = TaskSpec.newBuilder().setLogDriver(Driver.newBuilder().setName("own"));
    Slot slot = Slot.numbered("svc", 1);
    assertThat(TaskTemplate.of(service(own), Optional.of(CLUSTER_DRIVER), NOW)
        .make("a", slot, TaskState.RUNNING).getLogDriver().getName()).isEqualTo("own");
    assertThat(TaskTemplate.of(service(TaskSpec.newBuilder()), Optional.of(CLUSTER_DRIVER), NOW)
        .make("a", slot, TaskState.RUNNING).getLogDriver().getName()).isEqualTo("cluster");
  }
}
