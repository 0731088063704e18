package io.swarmd.simulation;

import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Placement;
import io.swarmd.api.PlacementPreference;
import io.swarmd.api.Resources;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.SpreadOver;
import io.swarmd.api.TaskSpec;
import io.swarmd.model.resource.GenericResources;
import io.swarmd.model.time.WireTime;
import io.swarmd.simulation.machine.Hardware;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What services ask of their tasks, as chance has it. */
final class TaskSpecs {

  /** The label that some services ask for, and its value where most may run. */
  static final String ZONE = "zone";
  static final String USUAL_ZONE = "near";

  private static final int IMAGES = 6;
  private static final long NANOS_PER_CPU = 1_000_000_000L;

  private final Random random;

  TaskSpecs(Random random) {
    this.random = random;
  }

  /** @param networkIds of the networks there are */
  void fill(TaskSpec.Builder task, List<String> networkIds) {
    task.getContainerBuilder().setStopGracePeriod(WireTime.span(Duration.ofSeconds(10)));
    image(task);
    restarts(task);
    placement(task);
    reservations(task);
    networks(task, networkIds);
  }

  void image(TaskSpec.Builder task) {
    int version = random.nextInt(IMAGES);
    task.getContainerBuilder().setImage("registry.example/app:" + (version == 0 ? "broken" : "" + version));
  }

  void restarts(TaskSpec.Builder task) {
    if (random.nextInt(5) == 0) {
      task.clearRestart();
      return;
    }
    RestartPolicy.Builder policy =
        RestartPolicy.newBuilder().setDelay(WireTime.span(Duration.ofSeconds(random.nextInt(4))));
    policy.setCondition(random.nextBoolean() ? RestartCondition.ANY : RestartCondition.forNumber(random.nextInt(3)));
    if (random.nextInt(4) == 0) {
      policy.setMaxAttempts(1 + random.nextInt(3));
      if (random.nextBoolean()) {
        policy.setWindow(WireTime.span(Duration.ofSeconds(1 + random.nextInt(60))));
      }
    }
    task.setRestart(policy);
  }

  void placement(TaskSpec.Builder task) {
    Placement.Builder placement = Placement.newBuilder();
    if (random.nextInt(3) == 0) {
      placement.addConstraints("node.labels." + ZONE + (random.nextInt(4) == 0 ? "!=" : "==") + USUAL_ZONE);
    }
    if (random.nextInt(6) == 0) {
      placement.setMaxReplicas(1 + random.nextInt(3));
    }
    if (random.nextInt(4) == 0) {
      placement.addPreferences(PlacementPreference.newBuilder()
          .setSpread(SpreadOver.newBuilder().setSpreadDescriptor("node.labels." + ZONE)));
    }
    task.setPlacement(placement);
  }

  void reservations(TaskSpec.Builder task) {
    task.clearResources();
    Resources.Builder reservations = Resources.newBuilder();
    if (random.nextInt(3) == 0) {
      reservations.setNanoCpus(NANOS_PER_CPU * random.nextInt(4)).setMemoryBytes((long) random.nextInt(3) << 30);
    }
    if (random.nextInt(5) == 0) {
      reservations.addGeneric(GenericResources.count(Hardware.CARD, 1 + random.nextInt(2)));
    }
    if (random.nextInt(5) == 0) {
      reservations.addGeneric(GenericResources.count(Hardware.SEAT, 1 + random.nextInt(3)));
    }
    if (!reservations.build().equals(Resources.getDefaultInstance())) {
      task.getResourcesBuilder().setReservations(reservations);
    }
  }

  void networks(TaskSpec.Builder task, List<String> networkIds) {
    task.clearNetworks();
    networkIds.stream().filter(id -> random.nextInt(3) == 0)
        .forEach(id -> task.addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(id)));
  }
}
