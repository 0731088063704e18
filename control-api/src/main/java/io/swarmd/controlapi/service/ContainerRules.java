package io.swarmd.controlapi.service;

import com.google.protobuf.Duration;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.HealthConfig;
import io.swarmd.api.Mount;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.call.Spans;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a container spec may say (control sheet, 7.1 rule 8c). Pure. */
final class ContainerRules {

  private static final java.time.Duration SHORTEST = java.time.Duration.ofMillis(1);

  private ContainerRules() {}

  static void check(ContainerSpec container) {
    refuseTemplates(container);
    checkImage(container.getImage());
    checkMounts(container.getMountsList());
    checkHealth(container.getHealthcheck());
  }

  /** Nothing expands templates yet; a service that relies on them would run with the braces in its settings. */
  private static void refuseTemplates(ContainerSpec container) {
    refuseTemplates("env", container.getEnvList().stream());
    refuseTemplates("mounts", container.getMountsList().stream().flatMap(ContainerRules::expandable));
    refuseTemplates("hostname", Stream.of(container.getHostname()));
  }

  private static Stream<String> expandable(Mount mount) {
    Map<String, String> labels = mount.getVolumeOptions().getLabelsMap();
    Map<String, String> options = mount.getVolumeOptions().getDriverConfig().getOptionsMap();
    return Stream.of(
        Stream.of(mount.getSource(), mount.getTarget()), labels.keySet().stream(), labels.values().stream(),
        options.keySet().stream(), options.values().stream()).flatMap(texts -> texts);
  }

  private static void refuseTemplates(String where, Stream<String> texts) {
    texts.filter(text -> text.contains("{{")).findFirst().ifPresent(text -> {
      throw Refusal.unimplemented("expanding " + where + " failed: templates are not supported yet: " + text);
    });
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
