package io.swarmd.scheduler.waiting;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.ExplainTasksRequest;
import io.swarmd.api.v1.ExplainTasksResponse;
import io.swarmd.api.v1.WaitingGrpc;
import io.swarmd.store.Store;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Answers why tasks wait, from this manager's own copy of the cluster once it holds all that was committed before the
 * question. Writes nothing. Any thread may call; answers are computed on the given workers.
 */
public final class WaitingService extends WaitingGrpc.WaitingImplBase {

  /** Tasks that may be asked about in one call. */
  static final int MAX_TASKS = 1000;
  /** Answers in the making; each sums up the whole cluster. Further calls are refused. */
  static final int MAX_CALLS = 4;

  private final Store store;
  private final Executor workers;
  private final Semaphore calls = new Semaphore(MAX_CALLS);

  public WaitingService(Store store, Executor workers) {
    this.store = store;
    this.workers = workers;
  }

  @Override
  public void explainTasks(ExplainTasksRequest request, StreamObserver<ExplainTasksResponse> observer) {
    if (request.getTaskIdsCount() > MAX_TASKS) {
      refuse(observer, Status.INVALID_ARGUMENT.withDescription(
          "task_ids: " + request.getTaskIdsCount() + " are too many: ask about " + MAX_TASKS + " tasks at a time"));
    } else if (!calls.tryAcquire()) {
      refuse(observer, Status.RESOURCE_EXHAUSTED.withDescription(
          "this manager is explaining as much as it can: ask again in a moment"));
    } else {
      CompletableFuture<ExplainTasksResponse> answer =
          store.readBarrier().thenApplyAsync(reached -> explain(store.view(), request), workers);
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
  }

  private static Status statusOf(Throwable failure) {
    boolean ofStore = failure instanceof StoreException || failure.getCause() instanceof StoreException;
    return ofStore
        ? Status.UNAVAILABLE.withDescription(
            "this manager cannot tell what is committed: ask again when there is a leader")
        : Status.INTERNAL.withCause(failure).withDescription("the tasks could not be explained: " + failure);
  }

  private static void refuse(StreamObserver<ExplainTasksResponse> observer, Status status) {
    observer.onError(status.asRuntimeException());
  }

  private static ExplainTasksResponse explain(StoreView view, ExplainTasksRequest request) {
    Explanations explanations = new Explanations(view);
    return ExplainTasksResponse.newBuilder().addAllTasks(request.getTaskIdsList().stream()
        .map(id -> view.get(Table.TASK, id)).flatMap(Optional::stream)
        .map(explanations::of).flatMap(Optional::stream).toList()).build();
  }
}
