package io.swarmd.scheduler.placement;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The hosts that share the values of the labels so far. An inner branch has a branch for each value of the next label;
 * a leaf has its candidates, the best on top, some of them out of date.
 */
final class Branch {

  /** Judges candidates again when they come to the top. */
  interface Review {

    /** Whether nothing has changed since the candidate was offered. */
    boolean holds(Candidate candidate);

    /** It did not hold and is taken away; its host may be offered anew. */
    void dropped(Candidate candidate);
  }

  private final Branch parent;
  private final Map<String, Branch> children = new HashMap<>();
  private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();
  /** Tasks of the service on all hosts below, also on those that suit no more. */
  private int tasks;

  Branch(Branch parent) {
    this.parent = parent;
  }

  /** The leaf for these label values, made when there is none. */
  Branch leaf(List<String> values) {
    Branch branch = this;
    for (String value : values) {
      Branch inner = branch;
      branch = branch.children.computeIfAbsent(value, key -> new Branch(inner));
    }
    return branch;
  }

  /** Counts tasks of the service more (or less) here and in all branches above. */
  void count(int more) {
    for (Branch branch = this; branch != null && more != 0; branch = branch.parent) {
      branch.tasks += more;
    }
  }

  void offer(Candidate candidate) {
    candidates.add(candidate);
  }

  /** The best candidate of the branch that has the fewest tasks and any candidate at all. */
  Optional<Candidate> best(Review review) {
    if (children.isEmpty()) {
      return top(review);
    }
    return byTasks().stream().map(child -> child.best(review)).flatMap(Optional::stream).findFirst();
  }

  private Collection<Branch> byTasks() {
    return children.values().stream().sorted(Comparator.comparingInt((Branch child) -> child.tasks)).toList();
  }

  private Optional<Candidate> top(Review review) {
    Candidate top = candidates.peek();
    while (top != null && !review.holds(top)) {
      candidates.poll();
      review.dropped(top);
      top = candidates.peek();
    }
    return Optional.ofNullable(top);
  }
}
