package io.swarmd.scheduler.waiting;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.store.Store;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Answers calls from this manager's own copy of the cluster once it holds all that was committed before the question.
 * Writes nothing. Any thread may call; answers are computed on the given workers.
 */
final class Readings {

  /** Answers in the making; each may sum up the whole cluster. Further calls are refused. */
  static final int MAX_CALLS = 4;

  private final Store store;
  private final Executor workers;
  private final Semaphore calls = new Semaphore(MAX_CALLS);

  Readings(Store store, Executor workers) {
    this.store = store;
    this.workers = workers;
  }

  <R> void answer(StreamObserver<R> observer, Function<StoreView, R> reading) {
    if (!calls.tryAcquire()) {
      refuse(observer, Status.RESOURCE_EXHAUSTED.withDescription(
          "this manager is explaining as much as it can: ask again in a moment"));
      return;
    }
    CompletableFuture<R> answer =
        store.readBarrier().thenApplyAsync(reached -> reading.apply(store.view()), workers);
    answer.whenComplete((response, failure) -> {
      calls.release();
      if (failure != null) {
        refuse(observer, statusOf(failure));
      } else {
        observer.onNext(response);
        observer.onCompleted();
      }
    });
  }

  private static Status statusOf(Throwable failure) {
    boolean ofStore = failure instanceof StoreException || failure.getCause() instanceof StoreException;
    return ofStore
        ? Status.UNAVAILABLE.withDescription(
            "this manager cannot tell what is committed: ask again when there is a leader")
        : Status.INTERNAL.withCause(failure).withDescription("the cluster could not be summed up: " + failure);
  }

  static void refuse(StreamObserver<?> observer, Status status) {
    observer.onError(status.asRuntimeException());
  }
}
