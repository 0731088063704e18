package io.swarmd.swarmctl.node;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.Node;
import io.swarmd.api.v1.ListNodeCapacitiesRequest;
import io.swarmd.api.v1.NodeCapacity;
import io.swarmd.api.v1.NodeRefusal;
import io.swarmd.swarmctl.command.CommandException;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.lookup.Names;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Sizes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What tasks have reserved of nodes and which tasks nodes refuse, as the manager tells it. Managers of the original
 * cannot tell.
 */
final class NodeResources {

  static final Flag RESOURCES =
      Flag.toggle("--resources", "show what tasks have reserved, and which tasks are refused");

  private static final long SECONDS = 10;

  private NodeResources() {}

  /** Of one node; empty when the manager does not tell. */
  static Optional<NodeCapacity> of(Invocation in, Node node) {
    try {
      return ask(in, List.of(node)).stream().findFirst();
    } catch (StatusRuntimeException unanswered) {
      if (unanswered.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        in.err().println("what the node has left is not known: " + unanswered.getStatus().getDescription());
      }
      return Optional.empty();
    }
  }

  /** Of nodes, by their ids. */
  static Map<String, NodeCapacity> of(Invocation in, List<Node> nodes) {
    try {
      return ask(in, nodes).stream().collect(Collectors.toMap(NodeCapacity::getNodeId, capacity -> capacity));
    } catch (StatusRuntimeException unanswered) {
      if (unanswered.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        throw new CommandException("this manager does not tell what its nodes have left: leave out "
            + RESOURCES.name());
      }
      throw unanswered;
    }
  }

  private static List<NodeCapacity> ask(Invocation in, List<Node> nodes) {
    return in.capacity().withDeadlineAfter(SECONDS, TimeUnit.SECONDS).listNodeCapacities(
        ListNodeCapacitiesRequest.newBuilder().addAllNodeIds(nodes.stream().map(Node::getId).toList()).build())
        .getNodesList();
  }

  static void table(Invocation in, List<Node> nodes, Map<String, NodeCapacity> capacities) {
    Columns table = Columns.table(2, "ID", "Name", "Tasks", "CPUs reserved", "Memory reserved", "Refused");
    for (Node node : nodes) {
      NodeCapacity capacity = capacities.getOrDefault(node.getId(), NodeCapacity.getDefaultInstance());
      table.line(node.getId(), Names.of(node), Integer.toString(capacity.getTasks()), cpus(capacity), memory(capacity),
          capacity.getRefusalsList().stream().map(refusal -> tasks(refusal) + ": " + refusal.getReason())
              .collect(Collectors.joining("; ")));
    }
    table.print(in.out());
  }

  /** Below the details of a node; nothing when nothing is reserved and nothing refused. */
  static void print(Invocation in, NodeCapacity capacity) {
    if (!capacity.getTotal().equals(capacity.getLeft())) {
      Columns.properties().section("Reserved:").property("  CPUs", cpus(capacity))
          .property("  Memory", memory(capacity)).print(in.out());
    }
    if (capacity.getRefusalsCount() > 0) {
      Columns refused = Columns.properties().section("Refused:");
      capacity.getRefusalsList().forEach(refusal -> refused.property("  " + tasks(refusal), refusal.getReason()));
      refused.print(in.out());
    }
  }

  private static String tasks(NodeRefusal refusal) {
    return refusal.getTasks() == 1 ? "1 task" : refusal.getTasks() + " tasks";
  }

  private static String cpus(NodeCapacity capacity) {
    long total = capacity.getTotal().getNanoCpus();
    return Sizes.cpus(total - capacity.getLeft().getNanoCpus()) + " of " + Sizes.cpus(total);
  }

  private static String memory(NodeCapacity capacity) {
    long total = capacity.getTotal().getMemoryBytes();
    return Sizes.bytes(total - capacity.getLeft().getMemoryBytes()) + " of " + Sizes.bytes(total);
  }
}
