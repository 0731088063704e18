package io.swarmd.orchestrator.rebalance;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Placement;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.constraint.ServiceConstraints;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.node.NodeLabel;
import io.swarmd.model.platform.PlatformMatch;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.update.UpdateRule;
import io.swarmd.orchestrator.rebalance.Imbalance.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which tasks of a replicated service to move so that it is spread evenly again. Nothing moves while the service is not
 * complete or not as it asks to be; and never are more slots in motion than its updates may work on at a time.
 *
 * @param moves those to begin now
 */
record RebalancePlan(List<Move> moves) {

  /** A task, and the node that is to have one in its place. */
  record Move(Task old, String target) {}

  /** How many moves of a service are begun at a time, also when its updates have no limit. */
  static final int MAX_MOVES = 100;

  private static final RebalancePlan NONE = new RebalancePlan(List.of());

  /**
   * @param tasks all of the service
   * @param refused tells nodes that turned out not to take a task of the service
   */
  static RebalancePlan of(Service service, Collection<Task> tasks, Collection<Node> nodes, TaskDrift drift,
      Predicate<String> refused) {
    Map<Long, List<Task>> slots = tasks.stream().filter(TaskStates::wanted)
        .collect(Collectors.groupingBy(Task::getSlot, TreeMap::new, Collectors.toList()));
    boolean asAsked = slots.size() == service.getSpec().getReplicated().getReplicas()
        && slots.values().stream().flatMap(List::stream).noneMatch(drift::dirty);
    if (!asAsked) {
      return NONE;
    }
    List<Task> resting = slots.values().stream().flatMap(slot -> resting(slot).stream())
        .collect(Collectors.toCollection(ArrayList::new));
    int room = Math.min(UpdateRule.of(service).parallelism(), MAX_MOVES) - (slots.size() - resting.size());
    return room <= 0 ? NONE
        : new RebalancePlan(moves(room, resting, places(service, slots.values(), nodes, refused)));
  }

  /** The task of a slot in which nothing is under way. */
  private static Optional<Task> resting(List<Task> slot) {
    return slot.size() == 1 && TaskStates.observed(slot.getFirst()) == TaskState.RUNNING_VALUE
        ? Optional.of(slot.getFirst()) : Optional.empty();
  }

  private static List<Move> moves(int room, List<Task> resting, Map<String, Place> places) {
    List<Move> moves = new ArrayList<>();
    while (moves.size() < room) {
      Optional<Move> next = Imbalance.find(places.values()).flatMap(shift -> resting.stream()
          .filter(task -> task.getNodeId().equals(shift.from())).max(Comparator.comparingLong(Task::getSlot))
          .map(task -> new Move(task, shift.to())));
      if (next.isEmpty()) {
        break;
      }
      Move move = next.get();
      moves.add(move);
      resting.remove(move.old());
      places.computeIfPresent(move.old().getNodeId(), (id, place) -> counting(place, -1));
      places.computeIfPresent(move.target(), (id, place) -> counting(place, 1));
    }
    return moves;
  }

  private static Place counting(Place place, int more) {
    return new Place(place.nodeId(), place.tasks() + more, place.open(), place.values());
  }

  /** The nodes that may take a task, and those that have one. A slot in motion counts where it goes. */
  private static Map<String, Place> places(Service service, Collection<List<Task>> slots, Collection<Node> nodes,
      Predicate<String> refused) {
    Map<String, Integer> counts = new HashMap<>();
    slots.forEach(slot -> counts.merge(Moving.newest(slot).getNodeId(), 1, Integer::sum));
    Placement placement = service.getSpec().getTask().getPlacement();
    ServiceConstraints constraints = ServiceConstraints.of(service.getSpec().getTask());
    List<NodeLabel> labels = NodeLabel.spreadOver(placement);
    boolean unlabelledLast = ServiceOption.UNLABELLED_LAST.isOn(service.getSpec());
    Map<String, Place> places = new TreeMap<>();
    for (Node node : nodes) {
      int count = counts.getOrDefault(node.getId(), 0);
      List<String> values = labels.stream().map(label -> label.valueOn(node)).toList();
      boolean open = !(unlabelledLast && values.contains(""))
          && takesTasks(node) && constraints.met(node) && !refused.test(node.getId())
          && (placement.getMaxReplicas() == 0 || count < placement.getMaxReplicas())
          && (placement.getPlatformsCount() == 0 || PlatformMatch.matchesAny(placement.getPlatformsList(), node));
      if (open || count > 0) {
        places.put(node.getId(), new Place(node.getId(), count, open, values));
      }
    }
    return places;
  }

  private static boolean takesTasks(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY
        && node.getSpec().getAvailability() == Availability.ACTIVE;
  }
}
