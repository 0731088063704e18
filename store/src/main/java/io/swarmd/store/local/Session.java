package io.swarmd.store.local;

import io.swarmd.store.entry.ReplicatedState;
import io.swarmd.store.state.StoreState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One leadership, from the moment this manager leads in a term until it learns that it does not. Belongs to the store's
 * loop, but for {@link #over}.
 */
final class Session {

  private final long term;
  private final Deque<HeadEntry> inFlight = new ArrayDeque<>();
  private Lineage lineage;
  private StoreState head;
  private StoreState built;
  private Optional<HeadTransaction> carried = Optional.empty();
  private boolean stale;
  private volatile boolean over;

  Session(long term, ReplicatedState committed) {
    this.term = term;
    restart(committed);
  }

  long term() {
    return term;
  }

  /** The committed state with all that is in flight. */
  StoreState head() {
    return head;
  }

  /** In the order of their submission. */
  Deque<HeadEntry> inFlight() {
    return inFlight;
  }

  /** The state the last entry led to, and the next is built on: the head without what is carried over. */
  StoreState built() {
    return built;
  }

  /** What was sent since the last start. */
  Lineage lineage() {
    return lineage;
  }

  /** An entry goes its way. */
  void sent(HeadEntry entry) {
    inFlight.addLast(entry);
    built = (StoreState) entry.transactions().getLast().after();
  }

  void advance(StoreState next) {
    head = next;
  }

  /** A transaction that found no more room in the last entry: the first of the next. */
  Optional<HeadTransaction> takeCarried() {
    Optional<HeadTransaction> taken = carried;
    carried = Optional.empty();
    return taken;
  }

  void carry(HeadTransaction transaction) {
    carried = Optional.of(transaction);
  }

  boolean carries() {
    return carried.isPresent();
  }

  /** The head is built on something that did not become part of the state: nothing more may be built on it. */
  void markStale() {
    stale = true;
  }

  boolean stale() {
    return stale;
  }

  void restart(ReplicatedState committed) {
    lineage = new Lineage(committed.digest());
    head = committed.objects();
    built = committed.objects();
    stale = false;
  }

  void end() {
    over = true;
  }

  /** Whether the leadership is known to be over; any thread. */
  boolean over() {
    return over;
  }
}
