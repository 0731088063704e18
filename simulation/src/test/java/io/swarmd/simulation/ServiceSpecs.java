package io.swarmd.simulation;

import io.swarmd.api.EndpointSpec;
import io.swarmd.api.EndpointSpec.ResolutionMode;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.ReplicatedJob;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Specs of services as chance has them, each within what the control API takes. */
final class ServiceSpecs {

  private static final int REPLICAS = 7;
  private static final int MOST_AT_ONCE = 4;
  private static final int COMPLETIONS = 9;
  private static final int SOME_PORT = 8000;
  private static final int PORTS = 5;

  private final Random random;
  private final TaskSpecs tasks;

  ServiceSpecs(Random random) {
    this.random = random;
    this.tasks = new TaskSpecs(random);
  }

  /** @param networkIds of the networks there are */
  ServiceSpec create(String name, List<String> networkIds) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(name);
    tasks.fill(spec.getTaskBuilder(), networkIds);
    switch (random.nextInt(10)) {
      case 0, 1 -> spec.getGlobalBuilder();
      case 2 -> spec.getGlobalJobBuilder();
      case 3, 4 -> spec.setReplicatedJob(counts());
      default -> spec.getReplicatedBuilder().setReplicas(random.nextInt(REPLICAS));
    }
    endpoint(spec);
    options(spec);
    updates(spec);
    return spec.build();
  }

  /** The spec with something else in it. */
  ServiceSpec change(ServiceSpec before, List<String> networkIds) {
    ServiceSpec.Builder spec = before.toBuilder();
    TaskSpec.Builder task = spec.getTaskBuilder();
    switch (random.nextInt(15)) {
      case 0, 1, 2 -> rescale(spec);
      case 3, 4, 5, 6 -> tasks.image(task);
      case 7 -> task.setForceUpdate(before.getTask().getForceUpdate() + 1);
      case 8 -> tasks.placement(task);
      case 9 -> tasks.restarts(task);
      case 10 -> tasks.reservations(task);
      case 11 -> endpoint(spec);
      case 12 -> tasks.networks(task, networkIds);
      case 13 -> options(spec);
      default -> spec.getAnnotationsBuilder().putLabels("changed", "" + random.nextInt(3));
    }
    if (random.nextInt(5) == 0) {
      updates(spec);
    }
    return spec.build();
  }

  private void rescale(ServiceSpec.Builder spec) {
    switch (spec.getModeCase()) {
      case REPLICATED -> spec.getReplicatedBuilder().setReplicas(random.nextInt(REPLICAS));
      case REPLICATED_JOB -> spec.setReplicatedJob(counts());
      default -> { }
    }
  }

  /** Sometimes more at once than there is to do, and sometimes nothing at all. */
  private ReplicatedJob counts() {
    return ReplicatedJob.newBuilder().setMaxConcurrent(random.nextInt(1 + MOST_AT_ONCE))
        .setTotalCompletions(random.nextInt(COMPLETIONS)).build();
  }

  private void options(ServiceSpec.Builder spec) {
    option(spec, ServiceOption.REBALANCE, 3);
    option(spec, ServiceOption.REPLACE_AT_ONCE, 4);
    option(spec, ServiceOption.SPREAD_BY_RESERVATION, 4);
    option(spec, ServiceOption.UNLABELLED_LAST, 4);
  }

  private void option(ServiceSpec.Builder spec, ServiceOption option, int oneIn) {
    if (random.nextInt(oneIn) == 0) {
      spec.getAnnotationsBuilder().putLabels(option.label(), "true");
    } else {
      spec.getAnnotationsBuilder().removeLabels(option.label());
    }
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

  /** Jobs may have none. */
  private void updates(ServiceSpec.Builder spec) {
    spec.clearUpdate().clearRollback();
    if (ServiceMode.of(spec.build()).job()) {
      return;
    }
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
        .setDelay(WireTime.span(Duration.ofSeconds(random.nextInt(3))))
        .setFailureAction(action)
        .setMaxFailureRatio(random.nextInt(3) * 0.3f)
        .setOrder(random.nextInt(3) == 0 ? UpdateOrder.START_FIRST : UpdateOrder.STOP_FIRST);
    if (random.nextInt(3) != 0) {
      config.setMonitor(WireTime.span(Duration.ofSeconds(1 + random.nextInt(20))));
    }
    return config.build();
  }
}
