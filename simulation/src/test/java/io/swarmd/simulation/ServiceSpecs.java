package io.swarmd.simulation;

import io.swarmd.api.EndpointSpec;
import io.swarmd.api.EndpointSpec.ResolutionMode;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Placement;
import io.swarmd.api.PlacementPreference;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Resources;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.SpreadOver;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import java.util.List;
import java.util.Random;

/** Specs of services as chance has them, each within what the control API takes. */
final class ServiceSpecs {

  /** The label that some services ask for, and its value where most may run. */
  static final String ZONE = "zone";
  static final String USUAL_ZONE = "near";

  private static final int REPLICAS = 7;
  private static final int IMAGES = 6;
  private static final int SOME_PORT = 8000;
  private static final int PORTS = 5;
  private static final long NANOS_PER_CPU = 1_000_000_000L;

  private final Random random;

  ServiceSpecs(Random random) {
    this.random = random;
  }

  /** @param networkIds of the networks there are */
  ServiceSpec create(String name, List<String> networkIds) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(name);
    TaskSpec.Builder task = spec.getTaskBuilder();
    task.getContainerBuilder().setImage(image()).setStopGracePeriod(seconds(10));
    restarts(task);
    task.setPlacement(placement());
    reservations(task);
    networks(task, networkIds);
    if (random.nextInt(4) == 0) {
      spec.getGlobalBuilder();
    } else {
      spec.getReplicatedBuilder().setReplicas(random.nextInt(REPLICAS));
    }
    endpoint(spec);
    updates(spec);
    return spec.build();
  }

  /** The spec with something else in it. */
  ServiceSpec change(ServiceSpec before, List<String> networkIds) {
    ServiceSpec.Builder spec = before.toBuilder();
    TaskSpec.Builder task = spec.getTaskBuilder();
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> rescale(spec);
      case 3, 4, 5, 6 -> task.getContainerBuilder().setImage(image());
      case 7 -> task.setForceUpdate(before.getTask().getForceUpdate() + 1);
      case 8 -> task.setPlacement(placement());
      case 9 -> restarts(task);
      case 10 -> reservations(task);
      case 11 -> endpoint(spec);
      case 12 -> networks(task, networkIds);
      default -> spec.getAnnotationsBuilder().putLabels("changed", "" + random.nextInt(3));
    }
    if (random.nextInt(5) == 0) {
      updates(spec);
    }
    return spec.build();
  }

  private void rescale(ServiceSpec.Builder spec) {
    if (spec.hasReplicated()) {
      spec.getReplicatedBuilder().setReplicas(random.nextInt(REPLICAS));
    }
  }

  private void restarts(TaskSpec.Builder task) {
    if (random.nextInt(5) == 0) {
      task.clearRestart();
      return;
    }
    RestartPolicy.Builder policy = RestartPolicy.newBuilder().setDelay(seconds(random.nextInt(4)));
    policy.setCondition(random.nextBoolean() ? RestartCondition.ANY : RestartCondition.forNumber(random.nextInt(3)));
    if (random.nextInt(4) == 0) {
      policy.setMaxAttempts(1 + random.nextInt(3));
      if (random.nextBoolean()) {
        policy.setWindow(seconds(1 + random.nextInt(60)));
      }
    }
    task.setRestart(policy);
  }

  private Placement placement() {
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
    return placement.build();
  }

  private void reservations(TaskSpec.Builder task) {
    task.clearResources();
    if (random.nextInt(3) == 0) {
      task.getResourcesBuilder().setReservations(Resources.newBuilder()
          .setNanoCpus(NANOS_PER_CPU * random.nextInt(4)).setMemoryBytes((long) random.nextInt(3) << 30));
    }
  }

  private void networks(TaskSpec.Builder task, List<String> networkIds) {
    task.clearNetworks();
    networkIds.stream().filter(id -> random.nextInt(3) == 0)
        .forEach(id -> task.addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(id)));
  }

  private void endpoint(ServiceSpec.Builder spec) {
    spec.clearEndpoint();
    EndpointSpec.Builder endpoint = EndpointSpec.newBuilder();
    switch (random.nextInt(6)) {
      case 0 -> endpoint.setMode(ResolutionMode.DNSRR);
      case 1 -> endpoint.addPorts(port(80, 0, PublishMode.INGRESS));
      case 2 -> endpoint.addPorts(port(80, SOME_PORT + random.nextInt(PORTS), PublishMode.INGRESS))
          .addPorts(port(81, 0, PublishMode.INGRESS));
      case 3 -> endpoint.addPorts(port(80, SOME_PORT + random.nextInt(PORTS), PublishMode.HOST));
      default -> {
        return;
      }
    }
    spec.setEndpoint(endpoint);
  }

  private static PortConfig port(int target, int published, PublishMode mode) {
    return PortConfig.newBuilder().setTargetPort(target).setPublishedPort(published).setPublishMode(mode).build();
  }

  private void updates(ServiceSpec.Builder spec) {
    spec.clearUpdate().clearRollback();
    if (random.nextInt(5) != 0) {
      spec.setUpdate(updates(FailureAction.forNumber(random.nextInt(3))));
    }
    if (random.nextInt(3) != 0) {
      spec.setRollback(updates(FailureAction.forNumber(random.nextInt(2))));
    }
  }

  private UpdateConfig updates(FailureAction action) {
    UpdateConfig.Builder config = UpdateConfig.newBuilder()
        .setParallelism(random.nextInt(4))
        .setDelay(seconds(random.nextInt(3)))
        .setFailureAction(action)
        .setMaxFailureRatio(random.nextInt(3) * 0.3f)
        .setOrder(random.nextInt(3) == 0 ? UpdateOrder.START_FIRST : UpdateOrder.STOP_FIRST);
    if (random.nextInt(3) != 0) {
      config.setMonitor(seconds(1 + random.nextInt(20)));
    }
    return config.build();
  }

  private String image() {
    int version = random.nextInt(IMAGES);
    return "registry.example/app:" + (version == 0 ? "broken" : "" + version);
  }

  private static com.google.protobuf.Duration seconds(long seconds) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
  }
}
