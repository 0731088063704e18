package io.swarmd.store.local;

import io.swarmd.loop.EventLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreException;
import io.swarmd.store.Transaction;
import io.swarmd.store.Unit;
import io.swarmd.store.state.UnitWriter;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Something that waits for its turn at the head. */
sealed interface Work {

  /** Tells whoever asked that nothing of it was written, or that this is not known. */
  void fail(StoreException reason);

  /** A closure and the future of its result. */
  record Update<R>(Function<Transaction, R> closure, CompletableFuture<R> result) implements Work {

    @Override
    public void fail(StoreException reason) {
      result.completeExceptionally(reason);
    }
  }

  /** One unit of a loop's proposal, for the leadership of a term. */
  record Proposed(long term, Unit unit, EventLoop loop, BiConsumer<Unit, Outcome> onOutcome) implements Work {

    @Override
    public void fail(StoreException reason) {
      tell(UnitWriter.outcome(reason));
    }

    void tell(Outcome outcome) {
      loop.execute(() -> onOutcome.accept(unit, outcome));
    }
  }
}
