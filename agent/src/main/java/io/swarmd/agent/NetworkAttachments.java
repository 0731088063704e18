package io.swarmd.agent;

import io.swarmd.agent.session.SessionLoop;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.api.AttachNetworkResponse;
import io.swarmd.api.DetachNetworkRequest;
import io.swarmd.api.DetachNetworkResponse;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.loop.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the managers to let containers that this node starts by itself into networks of the cluster (dispatch sheet,
 * 3.9), over the agent's session. Any thread may call; failures carry a gRPC status and leave the session as it is.
 */
public final class NetworkAttachments {

  private final EventLoop loop;
  private final SessionLoop session;

  NetworkAttachments(EventLoop loop, SessionLoop session) {
    this.loop = loop;
    this.session = session;
  }

  /**
   * Asks for an address in a network; it comes with a task of the id given back, which is assigned to this node.
   *
   * @param network its id or name
   * @param addresses to choose one from; none for any
   */
  public CompletableFuture<String> attach(String containerId, String network, List<String> addresses) {
    AttachNetworkRequest request = AttachNetworkRequest.newBuilder().setContainerId(containerId)
        .setConfig(NetworkAttachmentConfig.newBuilder().setTarget(network).addAllAddresses(addresses)).build();
    return CompletableFuture.supplyAsync(() -> session.<AttachNetworkResponse>call(
            (managers, answer) -> managers.attachNetwork(request, answer)), loop)
        .thenCompose(asked -> asked).thenApply(AttachNetworkResponse::getAttachmentId);
  }

  /** Gives the address back. */
  public CompletableFuture<Void> detach(String attachmentId) {
    DetachNetworkRequest request = DetachNetworkRequest.newBuilder().setAttachmentId(attachmentId).build();
    return CompletableFuture.supplyAsync(() -> session.<DetachNetworkResponse>call(
            (managers, answer) -> managers.detachNetwork(request, answer)), loop)
        .thenCompose(asked -> asked).thenAccept(done -> {});
  }
}
