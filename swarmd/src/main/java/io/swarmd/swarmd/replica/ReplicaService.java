package io.swarmd.swarmd.replica;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.DescribeReplicaRequest;
import io.swarmd.api.v1.DescribeReplicaResponse;
import io.swarmd.api.v1.ReplicaGrpc;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.entry.ReplicatedState;
import java.util.Optional;
import java.util.function.Supplier;

/** Describes this manager's copy as it is, without asking other managers. Any thread may call. */
public final class ReplicaService extends ReplicaGrpc.ReplicaImplBase {

  private final Supplier<ReplicatedState> states;
  private final Supplier<Optional<Long>> leading;

  /**
   * The service.
   *
   * @param states the committed state, as of now
   * @param leading the term this manager leads in
   */
  public ReplicaService(Supplier<ReplicatedState> states, Supplier<Optional<Long>> leading) {
    this.states = states;
    this.leading = leading;
  }

  @Override
  public void describeReplica(DescribeReplicaRequest request, StreamObserver<DescribeReplicaResponse> observer) {
    ReplicatedState state = states.get();
    StoreView objects = state.objects();
    DescribeReplicaResponse.Builder answer = DescribeReplicaResponse.newBuilder()
        .setVersion(objects.version())
        .setEntriesDigest(state.digest().toString())
        .setObjects(Table.ALL.stream().mapToLong(table -> objects.all(table).size()).sum())
        .setLeadingTerm(leading.get().orElse(0L));
    if (request.getWithObjects()) {
      answer.setObjectsDigest(ObjectsDigest.of(objects));
    }
    observer.onNext(answer.build());
    observer.onCompleted();
  }
}
