package io.swarmd.swarmctl.node;

import io.swarmd.api.GenericResource;
import io.swarmd.api.ManagerStatus;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.PluginDescription;
import io.swarmd.api.Resources;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Pairs;
import io.swarmd.swarmctl.text.Sizes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One node in full (control sheet, 18.1). */
final class NodeDetails {

  private static final long NANOS_PER_CPU = 1_000_000_000L;

  private NodeDetails() {}

  static void print(Invocation in, Node node) {
    Columns details = Columns.properties().property("ID", node.getId())
        .optional("Hostname", node.getDescription().getHostname())
        .optional("Node Labels", Pairs.line(node.getSpec().getAnnotations().getLabelsMap()));
    status(details, node);
    if (node.hasManagerStatus()) {
      manager(details, node.getManagerStatus());
    }
    if (node.hasDescription()) {
      description(details, node.getDescription());
    }
    details.print(in.out());
  }

  private static void status(Columns details, Node node) {
    NodeStatus status = node.getStatus();
    details.section("Status:").property("  State", status.getState()).optional("  Message", status.getMessage())
        .property("  Availability", node.getSpec().getAvailability()).optional("  Address", status.getAddr());
  }

  private static void manager(Columns details, ManagerStatus status) {
    details.section("Manager status:").property("  Address", status.getAddr())
        .property("  Raft status", status.getReachability()).property("  Leader", status.getLeader() ? "yes" : "no");
  }

  private static void description(Columns details, NodeDescription description) {
    if (description.hasPlatform()) {
      details.section("Platform:").property("  Operating System", description.getPlatform().getOs())
          .property("  Architecture", description.getPlatform().getArchitecture());
    }
    if (description.hasResources()) {
      resources(details, description.getResources());
    }
    Map<String, List<String>> plugins = description.getEngine().getPluginsList().stream().collect(Collectors.groupingBy(
        PluginDescription::getType, TreeMap::new,
        Collectors.mapping(PluginDescription::getName, Collectors.toList())));
    if (!plugins.isEmpty()) {
      details.section("Plugins:");
      plugins.forEach((type, names) -> details.property("  " + type, "[" + String.join(" ", names) + "]"));
    }
    details.optional("Engine Version", description.getEngine().getEngineVersion());
    details.optional("Engine Labels", Pairs.line(description.getEngine().getLabelsMap()));
  }

  private static void resources(Columns details, Resources resources) {
    details.section("Resources:").property("  CPUs", resources.getNanoCpus() / NANOS_PER_CPU)
        .property("  Memory", Sizes.bytes(resources.getMemoryBytes())).section("  Generic Resources:");
    for (GenericResource resource : resources.getGenericList()) {
      if (resource.hasNamedResourceSpec()) {
        details.line("    " + resource.getNamedResourceSpec().getKind() + " : "
            + resource.getNamedResourceSpec().getValue());
      } else {
        details.line("    " + resource.getDiscreteResourceSpec().getKind() + " : "
            + resource.getDiscreteResourceSpec().getValue());
      }
    }
  }
}
