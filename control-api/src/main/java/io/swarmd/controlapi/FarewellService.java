package io.swarmd.controlapi;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.v1.FarewellGrpc;
import io.swarmd.api.v1.RemoveOwnNodeRequest;
import io.swarmd.api.v1.RemoveOwnNodeResponse;
import io.swarmd.controlapi.call.Calls;
import io.swarmd.controlapi.node.NodeRemoval;
import io.swarmd.identity.Caller;
import io.swarmd.loop.Environment;
import io.swarmd.store.Store;
import io.swarmd.store.group.ManagerGroup;
import java.util.concurrent.Executor;

/**
 * Lets go of a node that leaves of itself: it removes its own, never another (identity sheet, 19.18). Roles are checked,
 * and the caller is known, before a call gets here; only the leader answers.
 */
public final class FarewellService extends FarewellGrpc.FarewellImplBase {

  private final Calls calls;
  private final NodeRemoval removal;

  /** @param workers where answers are computed and sent */
  public FarewellService(Environment environment, Store store, ManagerGroup managers, Executor workers) {
    this.calls = new Calls(environment, store, managers, workers);
    this.removal = new NodeRemoval(environment, managers);
  }

  @Override
  public void removeOwnNode(RemoveOwnNodeRequest request, StreamObserver<RemoveOwnNodeResponse> observer) {
    RemoveNodeRequest own = RemoveNodeRequest.newBuilder().setNodeId(Caller.current().nodeId()).setForce(true).build();
    calls.write(observer, () -> removal.remove(own).andThen(removed -> RemoveOwnNodeResponse.getDefaultInstance()));
  }
}
