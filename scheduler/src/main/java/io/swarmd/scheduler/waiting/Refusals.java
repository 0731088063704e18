package io.swarmd.scheduler.waiting;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.api.v1.RefusingNode;
import io.swarmd.api.v1.WaitingReason;
import io.swarmd.scheduler.filter.Filters;
import io.swarmd.scheduler.host.Host;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The hosts that refuse a task, by the first rule each fails, the most frequent first (scheduling sheet, 2.1).
 *
 * @param suiting how many hosts would take it
 */
record Refusals(List<WaitingReason> reasons, int suiting) {

  /** Nodes listed for a reason; all are counted. */
  private static final int MAX_LISTED = 100;
  /** Nodes named in the text of a reason. */
  private static final int MAX_NAMED = 10;

  static Refusals of(Task task, Collection<Host> hosts) {
    Filters filters = Filters.of(task);
    Map<Integer, List<Host>> refused = new TreeMap<>();
    int suiting = 0;
    for (Host host : hosts) {
      int filter = filters.firstFailed(host);
      if (filter < 0) {
        suiting++;
      } else {
        refused.computeIfAbsent(filter, key -> new ArrayList<>()).add(host);
      }
    }
    List<WaitingReason> reasons = refused.entrySet().stream()
        .sorted(Comparator.comparingInt((Map.Entry<Integer, List<Host>> entry) -> entry.getValue().size()).reversed())
        .map(entry -> reason(filters, entry.getKey(), entry.getValue())).toList();
    return new Refusals(reasons, suiting);
  }

  private static WaitingReason reason(Filters filters, int filter, List<Host> refused) {
    return WaitingReason.newBuilder().setReason(filters.explain(filter, refused.size())).setNodeCount(refused.size())
        .addAllNodes(refused.stream().sorted(Comparator.comparing(host -> nameOf(host.node()))).limit(MAX_LISTED)
            .map(host -> RefusingNode.newBuilder().setNodeId(host.id()).setName(nameOf(host.node()))
                .setDetail(filters.detail(filter, host)).build()).toList())
        .build();
  }

  /** Each reason with the names of its nodes. */
  String text() {
    return reasons.stream().map(reason -> reason.getReason() + ": " + names(reason)).collect(Collectors.joining("; "));
  }

  private static String names(WaitingReason reason) {
    String named = reason.getNodesList().stream().limit(MAX_NAMED).map(RefusingNode::getName)
        .collect(Collectors.joining(", "));
    int more = reason.getNodeCount() - MAX_NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
  }

  private static String nameOf(Node node) {
    String given = node.getSpec().getAnnotations().getName();
    String host = node.getDescription().getHostname();
    return !given.isEmpty() ? given : !host.isEmpty() ? host : node.getId();
  }
}
