package io.swarmd.scheduler.waiting;

import io.swarmd.api.Node;
import io.swarmd.api.Resources;
import io.swarmd.api.Task;
import io.swarmd.api.v1.NodeCapacity;
import io.swarmd.api.v1.NodeRefusal;
import io.swarmd.model.resource.Available;
import io.swarmd.scheduler.Standing;
import io.swarmd.scheduler.filter.Filters;
import io.swarmd.scheduler.host.Charge;
import io.swarmd.scheduler.host.Host;
import io.swarmd.scheduler.host.Hosts;
import io.swarmd.scheduler.placement.GroupKey;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What nodes have, what is reserved of it, and what they refuse (scheduling sheet, section 5, complaint 7). Pure. */
final class Capacities {

  /** Kinds of tasks that may go to any node that are tried on every node; those with the most tasks. */
  private static final int MAX_KINDS = 100;

  /**
   * Tasks that are alike and wait.
   *
   * @param node the only one they may go to; empty when any will do
   */
  private record Kind(GroupKey key, String node) {}

  private record Crowd(Filters filters, int tasks) {
    Crowd more() {
      return new Crowd(filters, tasks + 1);
    }
  }

  private Capacities() {}

  /** The nodes with the tasks on them, as the scheduler sees them. */
  static Hosts hosts(StoreView view, Collection<Node> nodes) {
    Hosts hosts = new Hosts();
    for (Node node : nodes) {
      hosts.describe(node);
      view.find(Index.TASK_BY_NODE, node.getId()).stream().filter(task -> Standing.of(task) == Standing.PLACED)
          .forEach(task -> hosts.charge(node.getId(), Charge.of(task, false)));
    }
    return hosts;
  }

  /** One for each node, in the order of the ids. */
  static List<NodeCapacity> of(StoreView view, Collection<Node> nodes) {
    Map<String, List<Crowd>> crowds = crowds(view);
    return hosts(view, nodes).all().stream().sorted(Comparator.comparing(Host::id))
        .map(host -> of(host, crowds)).toList();
  }

  private static NodeCapacity of(Host host, Map<String, List<Crowd>> crowds) {
    Available left = host.available();
    return NodeCapacity.newBuilder().setNodeId(host.id()).setTasks(host.active())
        .setTotal(host.node().getDescription().getResources())
        .setLeft(Resources.newBuilder().setNanoCpus(left.nanoCpus()).setMemoryBytes(left.memoryBytes())
            .addAllGeneric(left.generic()))
        .addAllRefusals(refusals(host, crowds)).build();
  }

  private static List<NodeRefusal> refusals(Host host, Map<String, List<Crowd>> crowds) {
    Map<String, Integer> refused = new TreeMap<>();
    for (String where : List.of("", host.id())) {
      for (Crowd crowd : crowds.getOrDefault(where, List.of())) {
        int filter = crowd.filters.firstFailed(host);
        if (filter >= 0) {
          refused.merge(crowd.filters.explain(filter, 1), crowd.tasks, Integer::sum);
        }
      }
    }
    return refused.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(entry -> NodeRefusal.newBuilder().setReason(entry.getKey()).setTasks(entry.getValue()).build()).toList();
  }

  /** The tasks that wait, by the node they are bound to. */
  private static Map<String, List<Crowd>> crowds(StoreView view) {
    Map<Kind, Crowd> kinds = new HashMap<>();
    for (Task task : view.all(Table.TASK)) {
      switch (Standing.of(task)) {
        case WAITING, PRESET -> kinds.compute(new Kind(GroupKey.of(task), task.getNodeId()),
            (kind, known) -> known == null ? new Crowd(Filters.of(task), 1) : known.more());
        default -> { /* does not wait to be placed */ }
      }
    }
    Map<String, List<Crowd>> byNode = new HashMap<>();
    kinds.forEach((kind, crowd) -> byNode.computeIfAbsent(kind.node, node -> new ArrayList<>()).add(crowd));
    byNode.computeIfPresent("", (any, all) ->
        all.stream().sorted(Comparator.comparingInt(Crowd::tasks).reversed()).limit(MAX_KINDS).toList());
    return byNode;
  }
}
