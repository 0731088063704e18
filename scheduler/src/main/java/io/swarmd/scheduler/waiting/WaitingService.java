package io.swarmd.scheduler.waiting;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.ExplainTasksRequest;
import io.swarmd.api.v1.ExplainTasksResponse;
import io.swarmd.api.v1.WaitingGrpc;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Answers why tasks wait. Any thread may call; see {@link Readings}. */
public final class WaitingService extends WaitingGrpc.WaitingImplBase {

  /** Tasks that may be asked about in one call. */
  static final int MAX_TASKS = 1000;

  private final Readings readings;

  public WaitingService(Store store, Executor workers) {
    this.readings = new Readings(store, workers);
  }

  @Override
  public void explainTasks(ExplainTasksRequest request, StreamObserver<ExplainTasksResponse> observer) {
    if (request.getTaskIdsCount() > MAX_TASKS) {
      Readings.refuse(observer, Status.INVALID_ARGUMENT.withDescription(
          "task_ids: " + request.getTaskIdsCount() + " are too many: ask about " + MAX_TASKS + " tasks at a time"));
    } else {
      readings.answer(observer, view -> explain(view, request));
    }
  }

  private static ExplainTasksResponse explain(StoreView view, ExplainTasksRequest request) {
    Explanations explanations = new Explanations(view);
    return ExplainTasksResponse.newBuilder().addAllTasks(request.getTaskIdsList().stream()
        .map(id -> view.get(Table.TASK, id)).flatMap(Optional::stream)
        .map(explanations::of).flatMap(Optional::stream).toList()).build();
  }
}
