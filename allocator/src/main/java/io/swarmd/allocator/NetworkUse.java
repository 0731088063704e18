package io.swarmd.allocator;

import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which networks the tasks on each node use, counted task by task. A task that attaches a container of the node's own
 * counts before it has its address, as the node needs one first.
 */
final class NetworkUse {

  private record Use(String nodeId, List<String> networkIds) {}

  private final Map<String, Use> byTask = new HashMap<>();
  /** Users by node and network. */
  private final Map<String, Map<String, Integer>> byNode = new HashMap<>();

  /** The networks used on a node by tasks that have not ended. */
  Set<String> on(String nodeId) {
    return new TreeSet<>(byNode.getOrDefault(nodeId, Map.of()).keySet());
  }

  /** The nodes on which tasks use the network. Walks all nodes that use any. */
  List<String> nodesUsing(String networkId) {
    return byNode.entrySet().stream().filter(node -> node.getValue().containsKey(networkId)).map(Map.Entry::getKey)
        .toList();
  }

  /** Takes in a task as it is now; gives the nodes on which a network came or went. */
  Set<String> put(Task task) {
    List<String> networkIds =
        task.getNodeId().isEmpty() || TaskStates.terminal(task) ? List.of() : networkIds(task);
    if (networkIds.isEmpty()) {
      return remove(task.getId());
    }
    Use use = new Use(task.getNodeId(), networkIds);
    Use before = byTask.get(task.getId());
    if (use.equals(before)) {
      return Set.of();
    }
    Set<String> left = remove(task.getId());
    byTask.put(task.getId(), use);
    boolean changed = use.networkIds.stream().filter(id -> count(use.nodeId, id, 1) == 1).count() > 0;
    return changed && !left.contains(use.nodeId) ? union(left, use.nodeId) : left;
  }

  private static List<String> networkIds(Task task) {
    if (task.getNetworksCount() > 0) {
      return task.getNetworksList().stream().map(attachment -> attachment.getNetwork().getId()).distinct().toList();
    }
    return task.getSpec().hasAttachment()
        ? task.getSpec().getNetworksList().stream().map(NetworkAttachmentConfig::getTarget).distinct().toList()
        : List.of();
  }

  Set<String> remove(String taskId) {
    Use use = byTask.remove(taskId);
    if (use == null) {
      return Set.of();
    }
    boolean changed = use.networkIds.stream().filter(id -> count(use.nodeId, id, -1) == 0).count() > 0;
    return changed ? Set.of(use.nodeId) : Set.of();
  }

  private int count(String nodeId, String networkId, int by) {
    Map<String, Integer> networks = byNode.computeIfAbsent(nodeId, key -> new HashMap<>());
    int users = networks.merge(networkId, by, Integer::sum);
    if (users == 0) {
      networks.remove(networkId);
      byNode.remove(nodeId, Map.of());
    }
    return users;
  }

  private static Set<String> union(Set<String> some, String more) {
    return some.isEmpty() ? Set.of(more) : Set.of(some.iterator().next(), more);
  }
}
