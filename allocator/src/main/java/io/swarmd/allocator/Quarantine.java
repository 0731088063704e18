package io.swarmd.allocator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** When to look again at nodes that hold addresses they have released; at most one entry for each such address. */
final class Quarantine {

  private record Hold(Instant until, String nodeId) {}

  private final TreeSet<Hold> holds =
      new TreeSet<>(Comparator.comparing(Hold::until).thenComparing(Hold::nodeId));

  private final Map<String, Instant> removed = new HashMap<>();

  void add(Instant until, String nodeId) {
    holds.add(new Hold(until, nodeId));
  }

  /** The node is removed; all that it had is held until then. */
  void addRemoved(Instant until, String nodeId) {
    removed.put(nodeId, until);
    add(until, nodeId);
  }

  /** Whether nothing of a removed node is held any more; told once. */
  boolean overForRemoved(String nodeId, Instant now) {
    return removed.containsKey(nodeId) && !removed.get(nodeId).isAfter(now) && removed.remove(nodeId) != null;
  }

  /** The nodes whose time has come; they are forgotten here. */
  List<String> due(Instant now) {
    List<String> nodeIds = new ArrayList<>();
    while (!holds.isEmpty() && !holds.first().until.isAfter(now)) {
      nodeIds.add(holds.pollFirst().nodeId);
    }
    return nodeIds;
  }

  Optional<Instant> next() {
    return holds.isEmpty() ? Optional.empty() : Optional.of(holds.first().until);
  }
}
