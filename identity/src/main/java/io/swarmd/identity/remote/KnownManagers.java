package io.swarmd.identity.remote;

import io.swarmd.identity.IdentityException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The managers a node may turn to, each with a weight that follows how it has answered; the next one is drawn by these
 * weights (identity sheet, section 16). Safe for many threads.
 */
public final class KnownManagers {

  private static final int GOOD = 10;
  private static final int BAD = -10;
  /** What a manager of no or negative weight is drawn with, so that none is lost for ever. */
  private static final double LEAST = 0.001;
  private static final Comparator<KnownManager> ORDER =
      Comparator.comparing(KnownManager::nodeId).thenComparing(KnownManager::address);

  private final RandomGenerator random;
  private final Consumer<List<KnownManager>> onChange;
  private final Map<KnownManager, Integer> weights = new HashMap<>();

  /**
   * Starts with what is known.
   *
   * @param onChange given the managers, ordered by node id, each time the set (not a weight) has changed
   */
  public KnownManagers(
      RandomGenerator random, Collection<KnownManager> known, Consumer<List<KnownManager>> onChange) {
    this.random = random;
    this.onChange = onChange;
    known.forEach(manager -> observe(manager, GOOD));
  }

  /** Takes the list a manager sent as the truth: what it names is good to talk to, what it does not is forgotten. */
  public synchronized void learn(List<KnownManager> told) {
    Set<KnownManager> named = told.stream().filter(manager -> !manager.address().isEmpty()).collect(Collectors.toSet());
    boolean changed = !weights.keySet().equals(named);
    weights.keySet().retainAll(named);
    named.forEach(manager -> observe(manager, GOOD));
    if (changed) {
      onChange.accept(all());
    }
  }

  /** A connection to it has served; counts only while the manager is known. */
  public synchronized void succeeded(KnownManager manager) {
    observeKnown(manager, GOOD);
  }

  /** A connection to it has failed; counts only while the manager is known. */
  public synchronized void failed(KnownManager manager) {
    observeKnown(manager, BAD);
  }

  private void observeKnown(KnownManager manager, int observation) {
    if (weights.containsKey(manager)) {
      observe(manager, observation);
    }
  }

  private void observe(KnownManager manager, int observation) {
    weights.merge(manager, weighed(0, observation), (weight, first) -> weighed(weight, observation));
  }

  /** Halfway from the old weight to the observation, rounded up. */
  static int weighed(int weight, int observation) {
    return (int) Math.ceil(0.5 * observation + 0.5 * weight);
  }

  /**
   * Draws a manager.
   *
   * @param except node ids and addresses not wanted
   * @throws IdentityException {@code no remote hosts provided} when there is none
   */
  public synchronized KnownManager select(Set<String> except) {
    List<KnownManager> candidates = weights.keySet().stream()
        .filter(manager -> !except.contains(manager.nodeId()) && !except.contains(manager.address()))
        .sorted(ORDER).toList();
    if (candidates.isEmpty()) {
      throw new IdentityException("no remote hosts provided");
    }
    double total = candidates.stream().mapToDouble(this::chance).sum();
    double drawn = random.nextDouble() * total;
    for (KnownManager candidate : candidates) {
      drawn -= chance(candidate);
      if (drawn < 0) {
        return candidate;
      }
    }
    return candidates.getLast();
  }

  private double chance(KnownManager manager) {
    return Math.max(weights.get(manager), 0) + LEAST;
  }

  /** All of them, ordered by node id. */
  public synchronized List<KnownManager> all() {
    return weights.keySet().stream().sorted(ORDER).toList();
  }
}
