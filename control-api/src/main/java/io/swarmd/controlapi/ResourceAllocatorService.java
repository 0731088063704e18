package io.swarmd.controlapi;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.api.AttachNetworkResponse;
import io.swarmd.api.DetachNetworkRequest;
import io.swarmd.api.DetachNetworkResponse;
import io.swarmd.api.ResourceAllocatorGrpc;
import io.swarmd.controlapi.attachment.NetworkAttachments;
import io.swarmd.controlapi.call.Calls;
import io.swarmd.identity.Caller;
import io.swarmd.loop.Environment;
import io.swarmd.store.Store;
import io.swarmd.store.group.ManagerGroup;
import java.util.concurrent.Executor;

/**
 * The ResourceAllocator service: what nodes ask for containers of their own. Roles are checked, and the caller is
 * known, before a call gets here; only the leader answers.
 */
public final class ResourceAllocatorService extends ResourceAllocatorGrpc.ResourceAllocatorImplBase {

  private final Calls calls;
  private final NetworkAttachments attachments;

  /** @param workers where answers are computed and sent */
  public ResourceAllocatorService(Environment environment, Store store, ManagerGroup managers, Executor workers) {
    this.calls = new Calls(environment, store, managers, workers);
    this.attachments = new NetworkAttachments(environment);
  }

  @Override
  public void attachNetwork(AttachNetworkRequest request, StreamObserver<AttachNetworkResponse> observer) {
    String nodeId = Caller.current().nodeId();
    calls.write(observer, () -> attachments.attach(nodeId, request));
  }

  @Override
  public void detachNetwork(DetachNetworkRequest request, StreamObserver<DetachNetworkResponse> observer) {
    String nodeId = Caller.current().nodeId();
    calls.write(observer, () -> attachments.detach(nodeId, request));
  }
}
