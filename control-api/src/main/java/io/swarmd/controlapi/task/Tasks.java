package io.swarmd.controlapi.task;

import io.swarmd.api.GetTaskRequest;
import io.swarmd.api.GetTaskResponse;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.ListTasksResponse;
import io.swarmd.api.RemoveTaskRequest;
import io.swarmd.api.RemoveTaskResponse;
import io.swarmd.api.Task;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.listing.Listing;
import io.swarmd.controlapi.listing.Runtimes;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.function.Function;

/** The calls about tasks. Pure: each checks its request and gives the rule that answers it. */
public final class Tasks {

  public Function<StoreView, GetTaskResponse> get(GetTaskRequest request) {
    Refusal.unlessGiven(request.getTaskId());
    return view -> GetTaskResponse.newBuilder().setTask(find(view, request.getTaskId())).build();
  }

  public Function<StoreView, ListTasksResponse> list(ListTasksRequest request) {
    ListTasksRequest.Filters filters = request.getFilters();
    return view -> ListTasksResponse.newBuilder().addAllTasks(Listing.of(view, Table.TASK)
        .names(filters.getNamesList())
        .namePrefixes(filters.getNamePrefixesList())
        .idPrefixes(filters.getIdPrefixesList())
        .where(filters.getServiceIdsList(), id -> view.find(Index.TASK_BY_SERVICE, id),
            (task, id) -> task.getServiceId().equals(id))
        .where(filters.getRuntimesList(), (task, runtime) -> Runtimes.name(task.getSpec()).equals(runtime))
        .where(filters.getNodeIdsList(), id -> view.find(Index.TASK_BY_NODE, id),
            (task, id) -> task.getNodeId().equals(id))
        .where(filters.getDesiredStatesList(), (task, state) -> task.getDesiredState() == state)
        .labels(filters.getLabelsMap(), task -> task.getServiceAnnotations().getLabelsMap())
        .also(filters.getUpToDate(), new UpToDate(view))
        .result()).build();
  }

  /** Deletes the record at once, whatever its state. */
  public Function<Transaction, RemoveTaskResponse> remove(RemoveTaskRequest request) {
    Refusal.unlessGiven(request.getTaskId());
    return tx -> {
      find(tx, request.getTaskId());
      tx.delete(Table.TASK, request.getTaskId());
      return RemoveTaskResponse.getDefaultInstance();
    };
  }

  private static Task find(StoreView view, String id) {
    return view.get(Table.TASK, id).orElseThrow(() -> Refusal.notFound("task", id));
  }
}
