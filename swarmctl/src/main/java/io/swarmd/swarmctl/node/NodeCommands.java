package io.swarmd.swarmctl.node;

import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.Task;
import io.swarmd.api.v1.NodeCapacity;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Group;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Output;
import io.swarmd.swarmctl.lookup.Names;
import io.swarmd.swarmctl.lookup.Objects;
import io.swarmd.swarmctl.task.TaskTable;
import io.swarmd.swarmctl.text.Columns;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The node commands (control sheet, 18.1). */
public final class NodeCommands {

  private static final Flag ALL = Flag.toggle("--all", "-a", "show all tasks, also those that are to run no more");
  private static final Flag FORCE = Flag.toggle("--force", "-f", "remove the node also when it is not down");

  private NodeCommands() {}

  public static Group group() {
    return Group.of("node", "Node management",
        Command.of("ls", "List nodes", "", ArgumentRule.none("ls command takes no arguments"),
            List.of(NodeResources.RESOURCES, Output.QUIET, Output.FORMAT), NodeCommands::list),
        Command.of("inspect", "Inspect a node", "<node ID>",
            ArgumentRule.one("node ID missing", "inspect command takes exactly 1 argument"),
            List.of(ALL, Output.FORMAT), NodeCommands::inspect),
        NodeChanges.update(), NodeChanges.activate(), NodeChanges.pause(), NodeChanges.drain(), NodeChanges.promote(),
        NodeChanges.demote(),
        Command.of("remove", "Remove nodes", "<node ID>...", ArgumentRule.some("missing node ID"), List.of(FORCE),
            NodeCommands::remove).alias("rm"));
  }

  private static void list(Invocation in) {
    List<Node> nodes = in.control().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
    if (in.on(NodeResources.RESOURCES.name())) {
      Map<String, NodeCapacity> capacities = NodeResources.of(in, nodes);
      Output.list(in, nodes, Node::getId, node -> json(node, Optional.ofNullable(capacities.get(node.getId()))),
          () -> NodeResources.table(in, nodes, capacities));
      return;
    }
    Output.list(in, nodes, Node::getId, () -> {
      Columns table =
          Columns.table(2, "ID", "Name", "Membership", "Status", "Availability", "Manager Status");
      nodes.forEach(node -> table.line(node.getId(), Names.of(node), node.getSpec().getMembership().name(),
          node.getStatus().getState().name(), node.getSpec().getAvailability().name(), managerStatus(node)));
      table.print(in.out());
    });
  }

  /** Empty for workers; a star marks the leader. */
  private static String managerStatus(Node node) {
    if (node.hasManagerStatus()) {
      return node.getManagerStatus().getReachability().name() + (node.getManagerStatus().getLeader() ? " *" : "");
    }
    return node.getSpec().getDesiredRole() == NodeRole.MANAGER ? "UNKNOWN" : "";
  }

  private static void inspect(Invocation in) {
    Node node = Objects.node(in.control(), in.argument());
    Optional<NodeCapacity> capacity = NodeResources.of(in, node);
    Output.one(in, () -> json(node, capacity), () -> {
      NodeDetails.print(in, node);
      capacity.ifPresent(its -> NodeResources.print(in, its));
      List<Task> tasks = in.control().listTasks(ListTasksRequest.newBuilder()
          .setFilters(ListTasksRequest.Filters.newBuilder().addNodeIds(node.getId())).build()).getTasksList();
      if (!tasks.isEmpty()) {
        in.out().println();
        TaskTable.print(in, tasks, in.on(ALL.name()));
      }
    });
  }

  private static String json(Node node, Optional<NodeCapacity> capacity) {
    return capacity.map(its -> Output.json(node, "capacity", its)).orElseGet(() -> Output.json(node));
  }

  private static void remove(Invocation in) {
    for (String typed : in.arguments()) {
      Node node = Objects.node(in.control(), typed);
      in.control().removeNode(
          RemoveNodeRequest.newBuilder().setNodeId(node.getId()).setForce(in.on(FORCE.name())).build());
    }
  }
}
