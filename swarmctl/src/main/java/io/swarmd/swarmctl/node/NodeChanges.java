package io.swarmd.swarmctl.node;

import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.lookup.Objects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The commands that change a node's spec (control sheet, 18.1). They print nothing when they succeed. */
final class NodeChanges {

  private static final Flag LABEL = Flag.list("--label", "the node's labels (key=value), in place of all it has");
  private static final ArgumentRule ONE_NODE =
      ArgumentRule.one("missing node ID", "command takes exactly 1 argument");

  private NodeChanges() {}

  static Command update() {
    return Command.of("update", "Update a node", "<node ID>",
        ArgumentRule.one("node ID missing", "command takes exactly 1 argument"), List.of(LABEL),
        in -> change(in, spec -> labelled(in, spec), "No change for node %s"));
  }

  static Command activate() {
    return availability("activate", "Activate a node", Availability.ACTIVE, "Node %s is already active");
  }

  static Command pause() {
    return availability("pause", "Pause a node", Availability.PAUSE, "Node %s was already paused");
  }

  static Command drain() {
    return availability("drain", "Drain a node", Availability.DRAIN, "Node %s was already drained");
  }

  static Command promote() {
    return role("promote", "Promote a node to a manager", NodeRole.MANAGER, "Node %s is already a manager");
  }

  static Command demote() {
    return role("demote", "Demote a node from a manager to a worker", NodeRole.WORKER, "Node %s is already a worker");
  }

  private static Command availability(String name, String summary, Availability wanted, String already) {
    return Command.of(name, summary, "<node ID>", ONE_NODE, List.of(),
        in -> change(in, spec -> spec.toBuilder().setAvailability(wanted).build(), already));
  }

  private static Command role(String name, String summary, NodeRole wanted, String already) {
    return Command.of(name, summary, "<node ID>", ONE_NODE, List.of(),
        in -> change(in, spec -> spec.toBuilder().setDesiredRole(wanted).build(), already));
  }

  private static void change(Invocation in, UnaryOperator<NodeSpec> edit, String unchanged) {
    Node node = Objects.node(in.control(), in.argument());
    NodeSpec wanted = edit.apply(node.getSpec());
    if (wanted.equals(node.getSpec())) {
      throw new UsageException(unchanged.formatted(in.argument()));
    }
    in.control().updateNode(UpdateNodeRequest.newBuilder()
        .setNodeId(node.getId()).setNodeVersion(node.getMeta().getVersion()).setSpec(wanted).build());
  }

  private static NodeSpec labelled(Invocation in, NodeSpec spec) {
    if (!in.given(LABEL.name())) {
      return spec;
    }
    Map<String, String> labels = new LinkedHashMap<>();
    for (String label : in.list(LABEL.name())) {
      String[] parts = label.split("=", 2);
      if (parts.length != 2) {
        throw new UsageException("malformed label for node " + label);
      }
      labels.put(parts[0].strip(), parts[1].strip());
    }
    NodeSpec.Builder changed = spec.toBuilder();
    changed.getAnnotationsBuilder().clearLabels().putAllLabels(labels);
    return changed.build();
  }
}
