package io.swarmd.orchestrator.replicated;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which slots are kept when a service shrinks (orchestration sheet, 5.4): the first to go are those not on
 * a node yet or with several tasks, then those of the node that holds most, then those that do not run, then those with
 * high numbers.
 */
final class ScaleDownOrder {

  private record Ranked(ReplicaSlot slot, int place) {}

  private ScaleDownOrder() {}

  /** The slots, those to keep first. */
  static List<ReplicaSlot> keepFirst(List<ReplicaSlot> slots) {
    List<ReplicaSlot> runningFirst = slots.stream()
        .sorted(Comparator.comparing((ReplicaSlot slot) -> !slot.running()).thenComparing(ReplicaSlot::number))
        .toList();
    Map<String, Integer> seenOnNode = new HashMap<>();
    List<Ranked> ranked = new ArrayList<>(slots.size());
    for (ReplicaSlot slot : runningFirst) {
      int place = slot.node().map(node -> seenOnNode.merge(node, 1, Integer::sum)).orElse(Integer.MAX_VALUE);
      ranked.add(new Ranked(slot, place));
    }
    // The sort is stable, so that slots of equal place stay in the order above.
    ranked.sort(Comparator.comparingInt(Ranked::place));
    return ranked.stream().map(Ranked::slot).toList();
  }
}
