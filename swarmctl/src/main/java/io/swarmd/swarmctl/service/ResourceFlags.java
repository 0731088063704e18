package io.swarmd.swarmctl.service;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Resources;
import io.swarmd.api.TaskSpec;
import io.swarmd.model.resource.GenericResourceText;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.text.Sizes;
import java.util.List;

/** What a task is promised and what it may take (control sheet, 18.2). */
final class ResourceFlags {

  static final List<Flag> FLAGS = List.of(
      Flag.text("--memory-reservation", "memory a node must have free (512m)"),
      Flag.text("--memory-limit", "memory it may use (512m)"),
      Flag.text("--cpu-reservation", "processors a node must have free (0.5)"),
      Flag.text("--cpu-limit", "processors it may use (0.5)"),
      Flag.text("--generic-resources", "other resources a node must have free (gpu=3,fpga=1)"));

  private ResourceFlags() {}

  static void apply(Invocation in, TaskSpec.Builder task) {
    if (in.given("--memory-reservation")) {
      reservations(task).setMemoryBytes(bytes(in, "--memory-reservation"));
    }
    if (in.given("--cpu-reservation")) {
      reservations(task).setNanoCpus(cpus(in, "--cpu-reservation"));
    }
    if (in.given("--generic-resources")) {
      reservations(task).clearGeneric().addAllGeneric(generic(in.text("--generic-resources")));
    }
    if (in.given("--memory-limit")) {
      task.getResourcesBuilder().getLimitsBuilder().setMemoryBytes(bytes(in, "--memory-limit"));
    }
    if (in.given("--cpu-limit")) {
      task.getResourcesBuilder().getLimitsBuilder().setNanoCpus(cpus(in, "--cpu-limit"));
    }
  }

  private static Resources.Builder reservations(TaskSpec.Builder task) {
    return task.getResourcesBuilder().getReservationsBuilder();
  }

  private static long bytes(Invocation in, String flag) {
    return Sizes.parseBytes(in.text(flag))
        .orElseThrow(() -> new UsageException("invalid size: '" + in.text(flag) + "'"));
  }

  private static long cpus(Invocation in, String flag) {
    try {
      return Sizes.parseCpus(in.text(flag));
    } catch (IllegalArgumentException unreadable) {
      throw new UsageException(unreadable.getMessage());
    }
  }

  /** Names cannot be reserved, only counts. */
  private static List<GenericResource> generic(String text) {
    List<GenericResource> resources;
    try {
      resources = GenericResourceText.parse(text);
    } catch (IllegalArgumentException unreadable) {
      throw new UsageException(unreadable.getMessage());
    }
    resources.stream().filter(GenericResource::hasNamedResourceSpec).findFirst().ifPresent(named -> {
      throw new UsageException("invalid argument for resource " + named.getNamedResourceSpec().getKind());
    });
    return resources;
  }
}
