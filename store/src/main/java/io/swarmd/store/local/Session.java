package io.swarmd.store.local;

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
  private StoreState head;
  private StoreState built;
  private Optional<HeadTransaction> carried = Optional.empty();
  private boolean stale;
  private boolean proven;
  private volatile boolean over;

  /** @param proven whether all that was ever sent in the term, and in earlier ones, is decided */
  Session(long term, StoreState committed, boolean proven) {
    this.term = term;
    this.proven = proven;
    this.head = committed;
    this.built = committed;
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

  /**
   * An entry is said to have failed, and may yet be committed. Its place in the count of versions is then taken: of two
   * entries sent after it one would be skipped, and the other pass the check of its base on a foreign state.
   */
  void doubt() {
    markStale();
    proven = false;
  }

  /** An entry was committed. If it was sent since the last restart, all that was sent before is decided. */
  void committed() {
    proven |= !stale;
  }

  /** Whether entries may be built on others in flight: nothing sent earlier can come between them. */
  boolean proven() {
    return proven;
  }

  void restart(StoreState committed) {
    head = committed;
    built = committed;
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
