package io.swarmd.orchestrator.convergence;

import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.model.time.WireTime;
import io.swarmd.orchestrator.Things;
import java.time.Duration;
import java.util.Random;

/** What users ask of services that are no jobs, as chance has it. */
final class Wishes {

  private static final int REPLICAS = 6;
  private static final int IMAGES = 4;

  private final Random random;

  Wishes(Random random) {
    this.random = random;
  }

  /** The service as it is created, with policies of its own. */
  Service of(Service plain) {
    ServiceSpec.Builder spec = plain.getSpec().toBuilder();
    spec.getTaskBuilder().setRestart(restart());
    updates(spec);
    if (random.nextInt(4) == 0) {
      spec.getAnnotationsBuilder().putLabels(ServiceOption.REBALANCE.label(), "true");
    }
    return plain.toBuilder().setSpec(spec).build();
  }

  int replicas() {
    return random.nextInt(REPLICAS);
  }

  /** The service after somebody changed his mind about it. */
  Service change(Service now) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> ServiceMode.of(now) == ServiceMode.REPLICATED
          ? Things.withReplicas(now, replicas()) : Things.withImage(now, image());
      case 3, 4, 5, 6 -> Things.withImage(now, image());
      case 7 -> now.hasPreviousSpec() ? Things.rolledBack(now) : now;
      case 8 -> changedPolicies(now);
      default -> Things.updated(now, now.getSpec().toBuilder());
    };
  }

  private String image() {
    return "image:" + random.nextInt(IMAGES);
  }

  private Service changedPolicies(Service now) {
    ServiceSpec.Builder spec = now.getSpec().toBuilder();
    if (random.nextBoolean()) {
      updates(spec);
    } else {
      TaskSpec.Builder task = spec.getTaskBuilder();
      task.setRestart(restart());
    }
    return Things.updated(now, spec);
  }

  /** For jobs as well. */
  RestartPolicy.Builder restart() {
    RestartCondition condition = random.nextBoolean() ? RestartCondition.ANY
        : RestartCondition.forNumber(random.nextInt(RestartCondition.values().length - 1));
    RestartPolicy.Builder policy = Things.restart(condition, Duration.ofMillis(random.nextInt(3) * 1_500L));
    if (random.nextInt(4) == 0) {
      policy.setMaxAttempts(1 + random.nextInt(3));
      if (random.nextBoolean()) {
        policy.setWindow(WireTime.span(Duration.ofSeconds(1 + random.nextInt(30))));
      }
    }
    return policy;
  }

  private void updates(ServiceSpec.Builder spec) {
    spec.setUpdate(config(FailureAction.forNumber(random.nextInt(3))));
    spec.setRollback(config(FailureAction.forNumber(random.nextInt(2))));
  }

  private UpdateConfig.Builder config(FailureAction action) {
    return UpdateConfig.newBuilder().setParallelism(random.nextInt(3)).setFailureAction(action)
        .setMaxFailureRatio(random.nextInt(3) * 0.3f)
        .setDelay(WireTime.span(Duration.ofMillis(random.nextInt(3) * 700L)))
        .setOrder(random.nextBoolean() ? UpdateOrder.START_FIRST : UpdateOrder.STOP_FIRST);
  }
}
