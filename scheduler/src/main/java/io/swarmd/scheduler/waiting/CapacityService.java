package io.swarmd.scheduler.waiting;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.Node;
import io.swarmd.api.v1.CapacityGrpc;
import io.swarmd.api.v1.ListNodeCapacitiesRequest;
import io.swarmd.api.v1.ListNodeCapacitiesResponse;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Answers what nodes have left, and which tasks they refuse. Any thread may call; see {@link Readings}. */
public final class CapacityService extends CapacityGrpc.CapacityImplBase {

  private final Readings readings;

  public CapacityService(Store store, Executor workers) {
    this.readings = new Readings(store, workers);
  }

  @Override
  public void listNodeCapacities(
      ListNodeCapacitiesRequest request, StreamObserver<ListNodeCapacitiesResponse> observer) {
    readings.answer(observer, view -> ListNodeCapacitiesResponse.newBuilder()
        .addAllNodes(Capacities.of(view, nodes(view, request))).build());
  }

  private static Collection<Node> nodes(StoreView view, ListNodeCapacitiesRequest request) {
    return request.getNodeIdsCount() == 0 ? view.all(Table.NODE)
        : request.getNodeIdsList().stream().distinct().map(id -> view.get(Table.NODE, id)).flatMap(Optional::stream)
            .toList();
  }
}
