package io.swarmd.swarmctl.network;

import io.swarmd.api.ListNetworksRequest;
import io.swarmd.api.Network;
import io.swarmd.api.RemoveNetworkRequest;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Group;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Output;
import io.swarmd.swarmctl.lookup.Objects;
import io.swarmd.swarmctl.text.Columns;
import java.util.List;

/** The network commands (control sheet, 18.4). */
public final class NetworkCommands {

  private NetworkCommands() {}

  public static Group group() {
    return Group.of("network", "Network management",
        NetworkCreation.command(),
        Command.of("ls", "List networks", "", ArgumentRule.none("ls command takes no arguments"), Output.LIST_FLAGS,
            NetworkCommands::list),
        Command.of("inspect", "Inspect a network", "<network ID>",
            ArgumentRule.one("network ID missing", "inspect command takes exactly 1 argument"),
            List.of(Output.FORMAT), NetworkCommands::inspect),
        Command.of("remove", "Remove networks", "<network ID>...", ArgumentRule.some("network ID missing"), List.of(),
            NetworkCommands::remove).alias("rm"));
  }

  private static void list(Invocation in) {
    List<Network> networks = in.control().listNetworks(ListNetworksRequest.getDefaultInstance()).getNetworksList();
    Output.list(in, networks, Network::getId, () -> {
      Columns table = Columns.table(2, "ID", "Name", "Driver");
      networks.forEach(network -> table.line(network.getId(), network.getSpec().getAnnotations().getName(),
          network.getDriverState().getName()));
      table.print(in.out());
    });
  }

  private static void inspect(Invocation in) {
    Network network = Objects.network(in.control(), in.argument());
    Output.one(in, network, () -> NetworkDetails.print(in, network));
  }

  private static void remove(Invocation in) {
    for (String typed : in.arguments()) {
      Network network = Objects.network(in.control(), typed);
      in.control().removeNetwork(RemoveNetworkRequest.newBuilder().setNetworkId(network.getId()).build());
      in.out().println(typed);
    }
  }
}
