package io.swarmd.simulation;

import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import java.util.Random;

/** Specs of services as chance has them. */
final class ServiceSpecs {

  /** The label that some services ask for, and its value where they may run. */
  static final String ZONE = "zone";
  static final String USUAL_ZONE = "near";

  private static final int REPLICAS = 7;
  private static final int IMAGES = 6;

  private final Random random;

  ServiceSpecs(Random random) {
    this.random = random;
  }

  ServiceSpec create(String name) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(name);
    spec.getTaskBuilder().getContainerBuilder().setImage(image());
    spec.getTaskBuilder().getRestartBuilder().setCondition(RestartCondition.ANY).setDelay(seconds(random.nextInt(4)));
    spec.getTaskBuilder().getContainerBuilder().setStopGracePeriod(seconds(10));
    if (random.nextInt(4) == 0) {
      spec.getGlobalBuilder();
    } else {
      spec.getReplicatedBuilder().setReplicas(random.nextInt(REPLICAS));
    }
    if (random.nextInt(3) == 0) {
      spec.getTaskBuilder().getPlacementBuilder().addConstraints("node.labels." + ZONE + "==" + USUAL_ZONE);
    }
    return spec.setUpdate(updates()).build();
  }

  /** The spec with something else in it. */
  ServiceSpec change(ServiceSpec before) {
    ServiceSpec.Builder spec = before.toBuilder();
    int what = random.nextInt(6);
    if (what < 3 && before.hasReplicated()) {
      spec.getReplicatedBuilder().setReplicas(random.nextInt(REPLICAS));
    } else if (what < 5) {
      spec.getTaskBuilder().getContainerBuilder().setImage(image());
    } else {
      spec.getTaskBuilder().setForceUpdate(before.getTask().getForceUpdate() + 1);
    }
    if (random.nextInt(5) == 0) {
      spec.setUpdate(updates());
    }
    return spec.build();
  }

  private UpdateConfig updates() {
    return UpdateConfig.newBuilder()
        .setParallelism(random.nextInt(3))
        .setDelay(seconds(random.nextInt(3)))
        .setMonitor(seconds(1 + random.nextInt(5)))
        .setFailureAction(FailureAction.CONTINUE)
        .setOrder(random.nextInt(3) == 0 ? UpdateOrder.START_FIRST : UpdateOrder.STOP_FIRST)
        .build();
  }

  private String image() {
    return "registry.example/app:" + random.nextInt(IMAGES);
  }

  private static com.google.protobuf.Duration seconds(long seconds) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
  }
}
