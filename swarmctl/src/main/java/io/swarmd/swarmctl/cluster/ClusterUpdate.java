package io.swarmd.swarmctl.cluster;

import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.KeyRotation;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.model.time.WireTime;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.lookup.Objects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Changes the cluster's settings (control sheet, 18.5). Only what was asked for changes. */
final class ClusterUpdate {

  private ClusterUpdate() {}

  static Command command() {
    return Command.of("update", "Update a cluster", "<cluster name>",
        ArgumentRule.one("cluster name missing", "update command takes exactly 1 argument"), flags(),
        ClusterUpdate::update);
  }

  private static List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(List.of(
        Flag.signed("--taskhistory", "", "how many tasks of a slot are kept for reference"),
        Flag.span("--certexpiry", "", "how long node certificates are valid"),
        Flag.span("--heartbeatperiod", "", "how often nodes are expected to report"),
        ExternalAuthority.FLAG,
        Flag.text("--log-driver", "the log driver of services that name none"),
        Flag.list("--log-opt", "options for the log driver"),
        Flag.text("--rotate-join-token", "make a new join token for worker or manager"),
        Flag.toggle("--rotate-unlock-key", "make a new unlock key"),
        Flag.toggle("--autolock", "lock managers with a key when they stop")));
    flags.addAll(RootRotation.FLAGS);
    return flags;
  }

  private static void update(Invocation in) {
    KeyRotation rotation = rotation(in);
    Cluster cluster = Objects.cluster(in.control(), in.argument());
    in.control().updateCluster(UpdateClusterRequest.newBuilder()
        .setClusterId(cluster.getId()).setClusterVersion(cluster.getMeta().getVersion())
        .setSpec(edited(in, cluster)).setRotation(rotation).build());
    in.out().println(cluster.getId());
    if (in.on("--rotate-unlock-key")) {
      ClusterCommands.printUnlockKey(in);
    }
    RootRotation.follow(in, cluster.getId());
  }

  private static KeyRotation rotation(Invocation in) {
    KeyRotation.Builder rotation = KeyRotation.newBuilder().setManagerUnlockKey(in.on("--rotate-unlock-key"));
    if (in.given("--rotate-join-token")) {
      switch (in.text("--rotate-join-token").toLowerCase(Locale.ROOT)) {
        case "worker" -> rotation.setWorkerJoinToken(true);
        case "manager" -> rotation.setManagerJoinToken(true);
        default -> throw new UsageException("--rotate-join-token flag must be followed by 'worker' or 'manager'");
      }
    }
    return rotation.build();
  }

  private static ClusterSpec edited(Invocation in, Cluster stored) {
    ClusterSpec.Builder spec = stored.getSpec().toBuilder();
    RootRotation.edit(in, stored, spec);
    ExternalAuthority.edit(in, spec);
    if (in.given("--taskhistory")) {
      spec.getOrchestrationBuilder().setTaskHistoryRetentionLimit(in.number("--taskhistory"));
    }
    if (in.given("--certexpiry")) {
      spec.getCaConfigBuilder().setNodeCertExpiry(WireTime.span(in.span("--certexpiry")));
    }
    if (in.given("--heartbeatperiod")) {
      spec.getDispatcherBuilder().setHeartbeatPeriod(WireTime.span(in.span("--heartbeatperiod")));
    }
    if (in.given("--log-driver")) {
      spec.getTaskDefaultsBuilder().setLogDriver(logDriver(in));
    }
    if (in.given("--autolock")) {
      spec.getEncryptionConfigBuilder().setAutoLockManagers(in.on("--autolock"));
    }
    return spec.build();
  }

  private static Driver logDriver(Invocation in) {
    Driver.Builder driver = Driver.newBuilder().setName(in.text("--log-driver"));
    for (String option : in.list("--log-opt")) {
      String[] parts = option.split("=", 2);
      driver.putOptions(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return driver.build();
  }
}
