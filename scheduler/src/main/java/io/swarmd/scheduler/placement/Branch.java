package io.swarmd.scheduler.placement;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;

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
  private final int number;
  /** Whether it is used only once no other of its parent has a candidate; and those below it that lack their label. */
  private final boolean last;
  private final boolean unlabelledLast;
  private final Map<String, Branch> byValue = new HashMap<>();
  /** The branches below that have candidates, those with fewer tasks first. */
  private final NavigableSet<Branch> open = new TreeSet<>(Comparator.comparing((Branch branch) -> branch.last)
      .thenComparingInt(branch -> branch.tasks).thenComparingInt(branch -> branch.number));
  private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();
  /** Tasks of the service on all hosts below, also on those that suit no more. */
  private int tasks;
  /** Candidates here and below. */
  private int offered;

  private Branch(Branch parent, int number, boolean last, boolean unlabelledLast) {
    this.parent = parent;
    this.number = number;
    this.last = last;
    this.unlabelledLast = unlabelledLast;
  }

  /** @param unlabelledLast whether branches without a value are used only when no other will do */
  static Branch root(boolean unlabelledLast) {
    return new Branch(null, 0, false, unlabelledLast);
  }

  /** The leaf for these label values, made when there is none. */
  Branch leaf(List<String> values) {
    Branch branch = this;
    for (String value : values) {
      branch = branch.below(value);
    }
    return branch;
  }

  private Branch below(String value) {
    Branch known = byValue.get(value);
    if (known == null) {
      known = new Branch(this, byValue.size(), unlabelledLast && value.isEmpty(), unlabelledLast);
      byValue.put(value, known);
    }
    return known;
  }

  /** Counts tasks of the service more (or less) here and in all branches above. */
  void count(int more) {
    if (more != 0) {
      change(more, 0);
    }
  }

  void offer(Candidate candidate) {
    candidates.add(candidate);
    change(0, 1);
  }

  /** The best candidate of the branch that has the fewest tasks and any candidate at all. */
  Optional<Candidate> best(Review review) {
    Optional<Candidate> best = top(review);
    while (best.isEmpty() && !open.isEmpty()) {
      // A branch without a candidate that holds leaves the open ones.
      best = open.first().best(review);
    }
    return best;
  }

  private Optional<Candidate> top(Review review) {
    Candidate top = candidates.peek();
    while (top != null && !review.holds(top)) {
      candidates.poll();
      change(0, -1);
      review.dropped(top);
      top = candidates.peek();
    }
    return Optional.ofNullable(top);
  }

  private void change(int moreTasks, int moreOffered) {
    for (Branch branch = this; branch != null; branch = branch.parent) {
      if (branch.parent != null && branch.offered > 0) {
        branch.parent.open.remove(branch);
      }
      branch.tasks += moreTasks;
      branch.offered += moreOffered;
      if (branch.parent != null && branch.offered > 0) {
        branch.parent.open.add(branch);
      }
    }
  }
}
