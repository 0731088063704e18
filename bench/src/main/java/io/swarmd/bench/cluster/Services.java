package io.swarmd.bench.cluster;

import com.google.protobuf.Duration;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.UpdateConfig;

/** The services that are created: small specs, as in the original's measurements (anchors sheet, section 7). */
public final class Services {

  private static final long UPDATE_MONITOR_NANOS = 1_000_000;

  private Services() {}

  /** A service of nothing but an image and a command. */
  public static ServiceSpec replicated(String name, long replicas) {
    return ServiceSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName(name))
        .setTask(TaskSpec.newBuilder().setContainer(
            ContainerSpec.newBuilder().setImage("hollow:1").addCommand("run")))
        .setReplicated(ReplicatedService.newBuilder().setReplicas(replicas))
        .build();
  }

  /** The same service with its tasks to be replaced, stop first and without delay. */
  public static ServiceSpec replaced(ServiceSpec spec, long parallelism) {
    ServiceSpec.Builder next = spec.toBuilder().setUpdate(UpdateConfig.newBuilder()
        .setParallelism(parallelism)
        .setFailureAction(UpdateConfig.FailureAction.CONTINUE)
        .setMonitor(Duration.newBuilder().setNanos((int) UPDATE_MONITOR_NANOS)));
    next.getTaskBuilder().setForceUpdate(spec.getTask().getForceUpdate() + 1);
    return next.build();
  }
}
