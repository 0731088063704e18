package io.swarmd.store;

import io.swarmd.loop.EventLoop;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The cluster's objects on this manager. Reads see the committed state only; writes run on the head and are
 * acknowledged once committed. Any thread may call; no call blocks.
 */
public interface Store {

  /** The committed state, as of now. */
  StoreView view();

  /**
   * Runs the closure as one transaction on the head. The future gives the closure's result once the transaction is
   * committed and applied here. It fails with the closure's own exception when that threw (nothing is written), else
   * with a {@link StoreException}: {@code NOT_LEADER} when nothing was written, {@code OUTCOME_UNKNOWN} when it may
   * have been. A closure that writes nothing succeeds without an entry.
   */
  <R> CompletableFuture<R> update(Function<Transaction, R> closure);

  /**
   * Proposes units in the leadership of the given term; each outcome is told to the callback on the given loop, after
   * the watchers of that loop were given the change set of a committed unit. While the term is led, a unit whose
   * outcome is not told may be written yet, and one whose outcome is told, whatever it is, will not be any more.
   */
  void propose(long term, List<Unit> units, EventLoop loop, BiConsumer<Unit, Outcome> onOutcome);

  /** Watches from the committed state of this moment: the start and the first change set leave no gap. */
  Subscription watch(EventLoop loop, Subscription.Watcher watcher);

  /**
   * Watches from after the given version; empty when the changes since then are no longer remembered, or the version
   * is not yet known.
   */
  Optional<Subscription> watchFrom(long version, EventLoop loop, Subscription.Watcher watcher);

  /**
   * Completes when everything committed before this call, by any manager, is visible in {@link #view}. Fails with a
   * {@link StoreException} when this manager cannot know.
   */
  CompletableFuture<Void> readBarrier();

  /** The term in which this manager leads now, all earlier entries applied; empty when it does not. */
  Optional<Long> leading();

  /** Told on the loop each time leadership is won (with its term) or lost (empty); first with what holds now. */
  void onLeadership(EventLoop loop, java.util.function.Consumer<Optional<Long>> listener);
}
