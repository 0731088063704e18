package io.swarmd.controlapi.call;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Store;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreView;
import io.swarmd.store.Transaction;
import io.swarmd.store.group.ManagerGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs the calls of the Control service. A read sees all that was committed before it was asked (design, section 3); a
 * write is one transaction. Every call ends, see {@link Waiting}. Answers are computed and sent on the given workers,
 * never on the store's loop. Any thread may call.
 */
public final class Calls {

  /** How often a read barrier is tried while a leader is known. */
  private static final int BARRIER_TRIES = 3;

  private final Store store;
  private final Executor workers;
  private final EventLoop loop;
  private final LeaderAbsence absence;
  private final Waiting waiting;

  public Calls(Environment environment, Store store, ManagerGroup managers, Executor workers) {
    this.store = store;
    this.workers = workers;
    this.loop = environment.newLoop("control-calls");
    this.absence = new LeaderAbsence(environment, managers);
    this.waiting = new Waiting(environment, loop, absence);
  }

  /**
   * Answers from a snapshot.
   *
   * @param prepare checks the request, throwing a refusal, and gives the rule that answers it
   */
  public <R> void read(StreamObserver<R> observer, Supplier<Function<StoreView, R>> prepare) {
    answer(observer, () -> {
      Function<StoreView, R> rule = prepare.get();
      CompletableFuture<Void> visible = new CompletableFuture<>();
      waiting.add(visible);
      seek(visible, BARRIER_TRIES);
      return visible.thenApplyAsync(reached -> rule.apply(store.view()), workers);
    });
  }

  /**
   * Answers once the transaction is committed.
   *
   * @param prepare checks the request, throwing a refusal, and gives what is to run in the transaction
   */
  public <R> void write(StreamObserver<R> observer, Supplier<Function<Transaction, R>> prepare) {
    writeOn(observer, () -> {
      Function<Transaction, R> closure = prepare.get();
      return snapshot -> closure;
    });
  }

  /** Like {@link #write}, for rules that must look at more than the transaction may: they get a snapshot first. */
  public <R> void writeOn(
      StreamObserver<R> observer, Supplier<Function<StoreView, Function<Transaction, R>>> prepare) {
    writeAfter(observer, () -> {
      Function<StoreView, Function<Transaction, R>> rule = prepare.get();
      return snapshot -> CompletableFuture.completedFuture(rule.apply(snapshot));
    });
  }

  /** Like {@link #writeOn}, for rules that must ask others first. How long that takes is theirs to bound. */
  public <R> void writeAfter(
      StreamObserver<R> observer, Supplier<Function<StoreView, CompletableFuture<Function<Transaction, R>>>> prepare) {
    answer(observer, () -> prepare.get().apply(store.view()).thenCompose(this::written));
  }

  private <R> CompletableFuture<R> written(Function<Transaction, R> closure) {
    CompletableFuture<R> written = new CompletableFuture<>();
    waiting.add(written);
    if (!written.isDone()) {
      store.update(closure).whenComplete((result, failure) -> complete(written, result, failure));
    }
    return written;
  }

  /** Reads only repeat what is harmless, so a barrier that fails during an election is tried again. */
  private void seek(CompletableFuture<Void> visible, int triesLeft) {
    if (visible.isDone()) {
      return;
    }
    store.readBarrier().whenComplete((reached, failure) -> {
      boolean leaderless = absence.isNow();
      if (failure != null && unwrapped(failure) instanceof StoreException && (leaderless || triesLeft > 1)) {
        loop.schedule(LeaderAbsence.TICK, () -> seek(visible, leaderless ? triesLeft : triesLeft - 1));
      } else {
        complete(visible, null, failure);
      }
    });
  }

  private <R> void answer(StreamObserver<R> observer, Supplier<CompletableFuture<R>> call) {
    if (observer instanceof ServerCallStreamObserver<R> served) {
      served.setOnCancelHandler(() -> {}); // the answer to a caller who left is dropped, not an error
    }
    CompletableFuture<R> answer;
    try {
      answer = call.get();
    } catch (RuntimeException refused) {
      answer = CompletableFuture.failedFuture(refused);
    }
    answer.whenCompleteAsync((result, failure) -> send(observer, result, failure), workers);
  }

  private static <R> void send(StreamObserver<R> observer, R result, Throwable failure) {
    if (failure != null) {
      observer.onError(Failure.status(failure).asRuntimeException());
    } else {
      observer.onNext(result);
      observer.onCompleted();
    }
  }

  private static <R> void complete(CompletableFuture<R> future, R result, Throwable failure) {
    if (failure != null) {
      future.completeExceptionally(failure);
    } else {
      future.complete(result);
    }
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }
}
