package io.swarmd.swarmctl.service;

import io.swarmd.api.GlobalJob;
import io.swarmd.api.GlobalService;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.ServiceSpecOrBuilder;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.lookup.Objects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a service is called, how many tasks it has and where they may run (control sheet, 18.2). */
final class GeneralFlags {

  static final Flag MODE = Flag.text("--mode", "replicated", "one of replicated, global, replicated-job, global-job");
  private static final String MAX_CONCURRENT = "--max-concurrent";
  static final List<Flag> FLAGS = List.of(
      Flag.text("--name", "the service's name"),
      Flag.list("--label", "labels (key=value), in place of all it has"),
      Flag.unsigned("--replicas", "1", "how many tasks a replicated service has, or a replicated job completes"),
      Flag.unsigned(MAX_CONCURRENT, "", "how many tasks of a replicated job run at once, all if not given"),
      Flag.unsigned("--replicas-max-per-node", "0", "how many tasks one node may have, 0 for any number"),
      Flag.text("--network", "the network its tasks join, in place of all they join"),
      Flag.list("--constraint", "where tasks may run (node.labels.zone==a), in place of all constraints"));

  private GeneralFlags() {}

  static void apply(Invocation in, ServiceSpec.Builder spec) {
    if (in.given("--name")) {
      spec.getAnnotationsBuilder().setName(in.text("--name"));
    }
    if (in.given("--label")) {
      spec.getAnnotationsBuilder().clearLabels().putAllLabels(labels(in.list("--label")));
    }
    mode(in, spec);
    if (in.given("--network")) {
      String id = Objects.network(in.control(), in.text("--network")).getId();
      spec.getTaskBuilder().clearNetworks().addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(id));
    }
    if (in.given("--constraint")) {
      spec.getTaskBuilder().getPlacementBuilder().clearConstraints().addAllConstraints(in.list("--constraint"));
    }
  }

  private static void mode(Invocation in, ServiceSpec.Builder spec) {
    if (in.given(MODE.name())) {
      switch (in.text(MODE.name())) {
        case "replicated" -> { }
        case "global" -> spec.setGlobal(GlobalService.getDefaultInstance());
        case "replicated-job" -> spec.getReplicatedJobBuilder().setTotalCompletions(1).setMaxConcurrent(1);
        case "global-job" -> spec.setGlobalJob(GlobalJob.getDefaultInstance());
        default -> throw new UsageException("--mode must be replicated, global, replicated-job or global-job");
      }
    }
    if (in.given("--replicas")) {
      refuseUnlessReplicated("--replicas", spec);
      replicas(in.number("--replicas"), spec);
    }
    if (in.given(MAX_CONCURRENT)) {
      if (!spec.hasReplicatedJob()) {
        throw new UsageException(MAX_CONCURRENT + " can only be specified in --mode replicated-job");
      }
      spec.getReplicatedJobBuilder().setMaxConcurrent(in.number(MAX_CONCURRENT));
    }
    if (in.given("--replicas-max-per-node")) {
      refuseUnlessReplicated("--replicas-max-per-node", spec);
      spec.getTaskBuilder().getPlacementBuilder().setMaxReplicas(in.number("--replicas-max-per-node"));
    }
  }

  /** Sets how many tasks there are. A job runs all its tasks at once until something else is said. */
  static void replicas(long replicas, ServiceSpec.Builder spec) {
    if (spec.hasReplicated()) {
      spec.getReplicatedBuilder().setReplicas(replicas);
      return;
    }
    boolean allAtOnce = spec.getReplicatedJob().getMaxConcurrent() == spec.getReplicatedJob().getTotalCompletions();
    spec.getReplicatedJobBuilder().setTotalCompletions(replicas);
    if (allAtOnce) {
      spec.getReplicatedJobBuilder().setMaxConcurrent(replicas);
    }
  }

  /** Whether the service has a number of tasks, rather than one on every node. */
  static boolean numbered(ServiceSpecOrBuilder spec) {
    return spec.hasReplicated() || spec.hasReplicatedJob();
  }

  private static void refuseUnlessReplicated(String flag, ServiceSpec.Builder spec) {
    if (!numbered(spec)) {
      throw new UsageException(flag + " can only be specified in --mode replicated");
    }
  }

  private static Map<String, String> labels(List<String> texts) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String text : texts) {
      String[] parts = text.split("=", 2);
      if (parts.length != 2) {
        throw new UsageException("malformed label: " + text);
      }
      labels.put(parts[0], parts[1]);
    }
    return labels;
  }
}
