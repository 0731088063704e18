package io.swarmd.ca.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.swarmd.api.Node;
import io.swarmd.api.NodeCertificateStatusResponse;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls that wait for a node's certificate. All share one watch of the store, so that a change costs a look-up and
 * not a round through the callers. State is kept on one loop.
 */
final class StatusWaiters implements Subscription.Watcher, AutoCloseable {

  /** Calls that wait at once; one more is refused with {@code RESOURCE_EXHAUSTED}. */
  private static final int MAX_WAITING = 20_000;

  private final Store store;
  private final EventLoop loop;
  private final Map<String, List<ServerCallStreamObserver<NodeCertificateStatusResponse>>> byNode = new HashMap<>();
  private final Subscription subscription;
  private int waiting;

  StatusWaiters(Store store, EventLoop loop) {
    this.store = store;
    this.loop = loop;
    this.subscription = store.watch(loop, this);
    store.onLeadership(loop, term -> {
      if (term.isEmpty()) {
        endAll(Answers.STOPPED);
      }
    });
  }

  /** Answers the call once the node's certificate is final; the caller's deadline ends the waiting. */
  void await(String nodeId, ServerCallStreamObserver<NodeCertificateStatusResponse> call) {
    call.setOnCancelHandler(() -> loop.execute(() -> remove(nodeId, call)));
    loop.execute(() -> begin(nodeId, call));
  }

  /** Looks at the store before waiting: what is final already there would not come as a change any more. */
  private void begin(String nodeId, ServerCallStreamObserver<NodeCertificateStatusResponse> call) {
    Optional<Node> node = store.view().get(Table.NODE, nodeId);
    if (call.isCancelled()) {
      return;
    }
    if (store.leading().isEmpty()) {
      Answers.refuse(call, Answers.STOPPED);
    } else if (node.isEmpty()) {
      Answers.refuse(call, Status.NOT_FOUND.withDescription("NotFound"));
    } else if (IssuanceRequests.isFinal(node.get().getCertificate())) {
      Answers.send(call, response(node.get()));
    } else if (waiting >= MAX_WAITING) {
      Answers.refuse(call, Status.RESOURCE_EXHAUSTED.withDescription("too many nodes are waiting for certificates"));
    } else {
      byNode.computeIfAbsent(nodeId, first -> new ArrayList<>(1)).add(call);
      waiting++;
    }
  }

  private static NodeCertificateStatusResponse response(Node node) {
    return NodeCertificateStatusResponse.newBuilder()
        .setStatus(node.getCertificate().getStatus())
        .setCertificate(node.getCertificate())
        .build();
  }

  @Override
  public void onChanges(ChangeSet changes) {
    if (byNode.isEmpty()) {
      return;
    }
    for (Change<?> change : changes.changes()) {
      if (change.object() instanceof Node node) {
        look(node, change instanceof Change.Deleted<?>);
      }
    }
  }

  private void look(Node node, boolean deleted) {
    if (deleted) {
      take(node.getId()).forEach(call -> Answers.refuse(call, Status.NOT_FOUND.withDescription("NotFound")));
    } else if (IssuanceRequests.isFinal(node.getCertificate())) {
      take(node.getId()).forEach(call -> Answers.send(call, response(node)));
    }
  }

  @Override
  public void onResync(StoreView view) {
    for (String nodeId : List.copyOf(byNode.keySet())) {
      view.get(Table.NODE, nodeId).ifPresentOrElse(node -> look(node, false),
          () -> look(Node.newBuilder().setId(nodeId).build(), true));
    }
  }

  private List<ServerCallStreamObserver<NodeCertificateStatusResponse>> take(String nodeId) {
    List<ServerCallStreamObserver<NodeCertificateStatusResponse>> calls = byNode.remove(nodeId);
    if (calls == null) {
      return List.of();
    }
    waiting -= calls.size();
    return calls.stream().filter(call -> !call.isCancelled()).toList();
  }

  private void remove(String nodeId, ServerCallStreamObserver<NodeCertificateStatusResponse> call) {
    byNode.computeIfPresent(nodeId, (id, calls) -> {
      if (calls.remove(call)) {
        waiting--;
      }
      return calls.isEmpty() ? null : calls;
    });
  }

  private void endAll(Status status) {
    List.copyOf(byNode.keySet()).forEach(nodeId -> take(nodeId).forEach(call -> Answers.refuse(call, status)));
  }

  @Override
  public void close() {
    loop.execute(() -> {
      subscription.close();
      endAll(Answers.STOPPED);
      loop.close();
    });
  }
}
