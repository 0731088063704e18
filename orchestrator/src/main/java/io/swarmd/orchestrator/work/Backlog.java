package io.swarmd.orchestrator.work;

import io.swarmd.model.task.Slot;
import io.swarmd.store.StoreView;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The slots of one service that are to be changed and wait for their turn. Only the slots are kept; what is written of
 * each is worked out when its turn comes, so that a million of them need no memory for their tasks.
 */
public final class Backlog {

  /** What to write of a slot, as the cluster is when its turn comes. */
  @FunctionalInterface
  public interface Decision {

    /** @return nothing when the slot needs no change any more */
    List<Unit.Write> writes(Slot slot, StoreView view, Instant now);
  }

  /** A slot whose turn it is. */
  record Step(Slot slot, Decision decision) {}

  private record Part(Iterator<Slot> slots, Decision decision) {}

  /** In the order in which they came; each has a slot left. */
  private final Deque<Part> parts = new ArrayDeque<>();

  void add(Collection<Slot> slots, Decision decision) {
    if (!slots.isEmpty()) {
      parts.add(new Part(slots.iterator(), decision));
    }
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  Step next() {
    Part part = parts.getFirst();
    Step step = new Step(part.slots.next(), part.decision);
    if (!part.slots.hasNext()) {
      parts.removeFirst();
    }
    return step;
  }
}
