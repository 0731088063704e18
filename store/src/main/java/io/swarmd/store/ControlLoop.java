package io.swarmd.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A loop of the leader: woken by changes, its own timer, or the outcome of what it proposed, it returns the units it
 * wants written. All calls come from one thread; none blocks. It keeps what it needs between calls, and a loop started
 * late must come to the same as one that saw everything.
 *
 * <p>What has a unit in flight is not decided again before its outcome is known.
 */
public interface ControlLoop {

  /** For logs and metrics. */
  String name();

  /**
   * Given once, before {@link #start}, to a loop that also waits for answers from outside of the store: has {@link
   * #onTimer} called soon. Safe from any thread; without effect once the loop has ended.
   */
  default void wakeBy(Runnable waker) {}

  /**
   * Called first, and again after a resync and when the clock was set: forgets what it knew and takes the cluster as it
   * is.
   *
   * @param now calendar time, here and in every call; it goes on from call to call by the time that passed
   */
  List<Unit> start(StoreView snapshot, Instant now);

  /** The next committed change set. */
  List<Unit> onCommit(ChangeSet committed, Instant now);

  /** The moment of {@link #nextWake} has come. */
  List<Unit> onTimer(StoreView snapshot, Instant now);

  /** What became of a unit, told once for each. */
  List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now);

  /** When it next wants {@link #onTimer}; asked after every call. */
  Optional<Instant> nextWake();
}
