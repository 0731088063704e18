package io.swarmd.controlapi.service;

import com.google.protobuf.Duration;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Placement;
import io.swarmd.api.ResourceRequirements;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.UpdateConfig;

/** What holds where a spec says nothing, filled in for those who want to see it; never stored (control sheet, 7.5). */
final class ServiceDefaults {

  private static final Duration STOP_GRACE_PERIOD = seconds(10);
  private static final Duration RESTART_DELAY = seconds(5);
  private static final Duration MONITOR = seconds(5);

  private ServiceDefaults() {}

  static Service fillIn(Service service) {
    ServiceSpec.Builder spec = service.getSpec().toBuilder();
    spec.setTask(fillIn(spec.getTask()));
    spec.setUpdate(fillIn(spec.hasUpdate(), spec.getUpdate()));
    spec.setRollback(fillIn(spec.hasRollback(), spec.getRollback()));
    return service.toBuilder().setSpec(spec).build();
  }

  private static TaskSpec fillIn(TaskSpec given) {
    TaskSpec.Builder task = given.toBuilder();
    if (task.hasContainer()) {
      task.setContainer(fillIn(task.getContainer()));
    }
    if (!task.hasResources()) {
      task.setResources(ResourceRequirements.getDefaultInstance());
    }
    if (!task.hasRestart()) {
      task.setRestart(RestartPolicy.newBuilder().setCondition(RestartPolicy.RestartCondition.ANY));
    }
    if (!task.getRestart().hasDelay()) {
      task.setRestart(task.getRestart().toBuilder().setDelay(RESTART_DELAY));
    }
    if (!task.hasPlacement()) {
      task.setPlacement(Placement.getDefaultInstance());
    }
    return task.build();
  }

  private static ContainerSpec fillIn(ContainerSpec given) {
    ContainerSpec.Builder container = given.toBuilder();
    if (!container.hasStopGracePeriod()) {
      container.setStopGracePeriod(STOP_GRACE_PERIOD);
    }
    if (!container.hasPullOptions()) {
      container.setPullOptions(ContainerSpec.PullOptions.getDefaultInstance());
    }
    if (!container.hasDnsConfig()) {
      container.setDnsConfig(ContainerSpec.DNSConfig.getDefaultInstance());
    }
    return container.build();
  }

  private static UpdateConfig fillIn(boolean present, UpdateConfig given) {
    UpdateConfig.Builder update = given.toBuilder();
    if (!present) {
      update.setFailureAction(UpdateConfig.FailureAction.PAUSE).setParallelism(1)
          .setOrder(UpdateConfig.UpdateOrder.STOP_FIRST);
    }
    if (!update.hasMonitor()) {
      update.setMonitor(MONITOR);
    }
    return update.build();
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
