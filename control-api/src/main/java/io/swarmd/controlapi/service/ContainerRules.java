package io.swarmd.controlapi.service;

import com.google.protobuf.Duration;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.HealthConfig;
import io.swarmd.api.Mount;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Platform;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.call.Spans;
import io.swarmd.model.expansion.TaskTemplates;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a container spec may say (control sheet, 7.1 rule 8c). Pure. */
final class ContainerRules {

  private static final java.time.Duration SHORTEST = java.time.Duration.ofMillis(1);

  private ContainerRules() {}

  static void check(TaskSpec task, Annotations service) {
    ContainerSpec container = expanded(task, service);
    checkImage(container.getImage());
    checkMounts(container.getMountsList());
    checkHealth(container.getHealthcheck());
  }

  /** As some task will have it, so that a template no task can fill in is told now. */
  private static ContainerSpec expanded(TaskSpec spec, Annotations service) {
    Task task = Task.newBuilder()
        .setId("taskid").setServiceId("serviceid").setNodeId("nodeid").setSlot(1)
        .setServiceAnnotations(service).setSpec(spec)
        .build();
    NodeDescription node = NodeDescription.newBuilder()
        .setHostname("nodehostname")
        .setPlatform(Platform.newBuilder().setArchitecture("architecture").setOs("os"))
        .build();
    try {
      return TaskTemplates.expand(task, node).getSpec().getContainer();
    } catch (IllegalArgumentException refused) {
      throw Refusal.invalidArgument(refused.getMessage());
    }
  }

  private static void checkImage(String image) {
    if (image.isEmpty()) {
      throw Refusal.invalidArgument("ContainerSpec: image reference must be provided");
    }
    if (!ImageReference.valid(image)) {
      throw Refusal.invalidArgument("ContainerSpec: \"" + image + "\" is not a valid repository/tag");
    }
  }

  private static void checkMounts(List<Mount> mounts) {
    Set<String> targets = new HashSet<>();
    for (Mount mount : mounts) {
      if (!targets.add(mount.getTarget())) {
        throw Refusal.invalidArgument("ContainerSpec: duplicate mount point: " + mount.getTarget());
      }
      if (mount.getType() == Mount.Type.CLUSTER) {
        throw Refusal.unimplemented("ContainerSpec: mount " + mount.getTarget() + ": cluster (CSI) volume "
            + mount.getSource() + " cannot be used, because cluster volumes are not supported yet: "
            + "use a mount of type volume or bind");
      }
    }
  }

  private static void checkHealth(HealthConfig health) {
    checkSpan("Interval", health.getInterval());
    checkSpan("Timeout", health.getTimeout());
    checkSpan("StartPeriod", health.getStartPeriod());
    checkSpan("StartInterval", health.getStartInterval());
    if (health.getRetries() < 0) {
      throw Refusal.invalidArgument("ContainerSpec: Retries in HealthConfig cannot be negative");
    }
  }

  private static void checkSpan(String name, Duration given) {
    if (Spans.setButBelow(given, SHORTEST)) {
      throw Refusal.invalidArgument("ContainerSpec: " + name + " in HealthConfig cannot be less than 1ms");
    }
  }
}
