package io.swarmd.simulation.check;

import io.swarmd.api.Task;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import io.swarmd.store.Unit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** The store as one part is given it: notes what that part asks to write. */
public final class WatchedStore implements Store {

  private final Store store;
  private final Part part;
  private final Writers writers;

  public WatchedStore(Store store, Part part, Writers writers) {
    this.store = store;
    this.part = part;
    this.writers = writers;
  }

  @Override
  public StoreView view() {
    return store.view();
  }

  @Override
  public <R> CompletableFuture<R> update(Function<Transaction, R> closure) {
    return store.update(transaction -> closure.apply(new WatchedTransaction(transaction, part, writers)));
  }

  @Override
  public void propose(long term, List<Unit> units, EventLoop loop, BiConsumer<Unit, Outcome> onOutcome) {
    units.forEach(unit -> unit.writes().forEach(this::note));
    store.propose(term, units, loop, onOutcome);
  }

  private void note(Unit.Write write) {
    if (write instanceof Unit.Create<?> create && create.object() instanceof Task task) {
      writers.creates(part, task);
    } else if (write instanceof Unit.Update<?> update && update.object() instanceof Task task) {
      writers.updates(part, task);
    }
  }

  @Override
  public Subscription watch(EventLoop loop, Subscription.Watcher watcher) {
    return store.watch(loop, watcher);
  }

  @Override
  public Optional<Subscription> watchFrom(long version, EventLoop loop, Subscription.Watcher watcher) {
    return store.watchFrom(version, loop, watcher);
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return store.readBarrier();
  }

  @Override
  public Optional<Long> leading() {
    return store.leading();
  }

  @Override
  public void onLeadership(EventLoop loop, Consumer<Optional<Long>> listener) {
    store.onLeadership(loop, listener);
  }
}
