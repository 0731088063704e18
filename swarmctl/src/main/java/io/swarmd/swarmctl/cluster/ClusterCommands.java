package io.swarmd.swarmctl.cluster;

import io.swarmd.api.Cluster;
import io.swarmd.api.GetUnlockKeyRequest;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Group;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Output;
import io.swarmd.swarmctl.lookup.Objects;
import io.swarmd.swarmctl.text.Columns;
import java.util.Base64;
import java.util.List;

/** The cluster commands (control sheet, 18.5). */
public final class ClusterCommands {

  private ClusterCommands() {}

  public static Group group() {
    return Group.of("cluster", "Cluster management",
        Command.of("ls", "List clusters", "", ArgumentRule.none("ls command takes no arguments"), Output.LIST_FLAGS,
            ClusterCommands::list),
        Command.of("inspect", "Inspect a cluster", "<cluster name>",
            ArgumentRule.one("cluster name missing", "inspect command takes exactly 1 argument"),
            List.of(Output.FORMAT), ClusterCommands::inspect),
        ClusterUpdate.command(),
        ClusterBackup.command(),
        Command.of("unlock-key", "Get the unlock key of the managers", "<cluster name>",
            ArgumentRule.one("cluster name missing", "unlock-key command takes exactly 1 argument"), List.of(),
            ClusterCommands::printUnlockKey));
  }

  private static void list(Invocation in) {
    List<Cluster> clusters = in.control().listClusters(ListClustersRequest.getDefaultInstance()).getClustersList();
    Output.list(in, clusters, Cluster::getId, () -> {
      Columns table = Columns.table(2, "ID", "Name");
      clusters.forEach(cluster -> table.line(cluster.getId(), cluster.getSpec().getAnnotations().getName()));
      table.print(in.out());
    });
  }

  private static void inspect(Invocation in) {
    Cluster cluster = Objects.cluster(in.control(), in.argument());
    Output.one(in, () -> json(in, cluster), () -> ClusterDetails.print(in, cluster));
  }

  /** How far a root rotation is stands beside what the managers tell, as it is told by the nodes. */
  private static String json(Invocation in, Cluster cluster) {
    return cluster.getRootCa().hasRootRotation()
        ? Output.json(cluster, "rootRotationStatus", RootRotationStatus.of(in, cluster).json()) : Output.json(cluster);
  }

  static void printUnlockKey(Invocation in) {
    byte[] key = in.authority().getUnlockKey(GetUnlockKeyRequest.getDefaultInstance()).getUnlockKey().toByteArray();
    in.out().println(key.length == 0 ? "Managers not auto-locked"
        : "Managers auto-locked.  Unlock key: SWMKEY-1-" + Base64.getEncoder().withoutPadding().encodeToString(key));
  }
}
