package io.swarmd.orchestrator.rebalance;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a service has a task too many and where one too few, by the spread that placement aims at (scheduling sheet,
 * 2.2): first over the values of each preference, then over nodes. Two places are even when one task moved would not
 * bring them closer; so a move always leaves things more even, and moves come to an end.
 */
final class Imbalance {

  /** By how many tasks two places must differ for a move to help. */
  private static final int LEAST = 2;

  /** A task is to go from the one node to the other. */
  record Shift(String from, String to) {}

  /**
   * A node as it counts.
   *
   * @param tasks those of the service that are on it, or on their way to it
   * @param open whether it may take another
   * @param values of the labels to spread over, outermost first; as many for each place
   */
  record Place(String nodeId, int tasks, boolean open, List<String> values) {}

  private Imbalance() {}

  /** The most helpful move; empty when the spread is as even as it can be. */
  static Optional<Shift> find(Collection<Place> places) {
    int levels = places.stream().mapToInt(place -> place.values().size()).max().orElse(0);
    return find(places, 0, levels);
  }

  private static Optional<Shift> find(Collection<Place> places, int level, int levels) {
    Collection<List<Place>> branches = branches(places, level, levels);
    Optional<List<Place>> emptiest = emptiest(branches);
    Optional<List<Place>> fullest = fullest(branches);
    if (emptiest.isPresent() && total(fullest.orElseThrow()) - total(emptiest.get()) >= LEAST) {
      return Optional.of(new Shift(fullestNode(fullest.get(), level + 1, levels),
          emptiestNode(emptiest.get(), level + 1, levels)));
    }
    return level >= levels ? Optional.empty()
        : branches.stream().flatMap(branch -> find(branch, level + 1, levels).stream()).findFirst();
  }

  /** The places by the value of the level's label; on the last level each node by itself. */
  private static Collection<List<Place>> branches(Collection<Place> places, int level, int levels) {
    return places.stream().collect(Collectors.groupingBy(
        place -> level < levels ? place.values().get(level) : place.nodeId(), TreeMap::new, Collectors.toList()))
        .values();
  }

  private static Optional<List<Place>> fullest(Collection<List<Place>> branches) {
    return branches.stream().max(Comparator.comparingInt(Imbalance::total));
  }

  private static Optional<List<Place>> emptiest(Collection<List<Place>> branches) {
    return branches.stream().filter(branch -> branch.stream().anyMatch(Place::open))
        .min(Comparator.comparingInt(Imbalance::total));
  }

  private static String fullestNode(List<Place> branch, int level, int levels) {
    return level > levels ? branch.getFirst().nodeId()
        : fullestNode(fullest(branches(branch, level, levels)).orElseThrow(), level + 1, levels);
  }

  private static String emptiestNode(List<Place> branch, int level, int levels) {
    return level > levels ? branch.getFirst().nodeId()
        : emptiestNode(emptiest(branches(branch, level, levels)).orElseThrow(), level + 1, levels);
  }

  private static int total(List<Place> branch) {
    return branch.stream().mapToInt(Place::tasks).sum();
  }
}
