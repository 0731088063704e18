package io.swarmd.ca.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.Cluster;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.IssueNodeCertificateResponse;
import io.swarmd.api.Node;
import io.swarmd.api.NodeCAGrpc;
import io.swarmd.api.NodeCertificateStatusRequest;
import io.swarmd.api.NodeCertificateStatusResponse;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.ca.ClusterObject;
import io.swarmd.identity.Caller;
import io.swarmd.loop.Environment;
import io.swarmd.model.id.ObjectId;
import io.swarmd.store.Store;
import io.swarmd.store.StoreException;
import io.swarmd.store.Table;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The service {@code NodeCA} on the leader: takes requests for certificates and lets nodes wait for the answer. Whether
 * a caller is who its certificate says was settled by the server's gate; here a caller with a certificate renews it,
 * and one without needs a token.
 */
public final class NodeCertificateService extends NodeCAGrpc.NodeCAImplBase implements AutoCloseable {

  private static final int ID_ATTEMPTS = 4;

  private final Store store;
  private final Environment environment;
  private final StatusWaiters waiters;

  public NodeCertificateService(Store store, Environment environment) {
    this.store = store;
    this.environment = environment;
    this.waiters = new StatusWaiters(store, environment.newLoop("certificate-status"));
  }

  @Override
  public void issueNodeCertificate(
      IssueNodeCertificateRequest request, StreamObserver<IssueNodeCertificateResponse> call) {
    Optional<Cluster> cluster = ClusterObject.in(store.view());
    if (request.getCsr().isEmpty() || request.getAvailability() == NodeSpec.Availability.UNRECOGNIZED) {
      Answers.refuse(call, Answers.INVALID);
    } else if (store.leading().isEmpty()) {
      Answers.refuse(call, Answers.STOPPED);
    } else if (cluster.isEmpty()) {
      Answers.refuse(call, Answers.STARTING);
    } else if (Caller.current().hasCertificate()) {
      renew(Caller.current().nodeId(), request, call);
    } else {
      admit(request, cluster.get(), call);
    }
  }

  private void renew(
      String nodeId, IssueNodeCertificateRequest request, StreamObserver<IssueNodeCertificateResponse> call) {
    Answers.sendLater(call, store
        .update(transaction -> IssuanceRequests.renew(transaction, nodeId, request.getCsr()))
        .thenApply(node -> response(nodeId, node.getSpec().getMembership())));
  }

  private void admit(
      IssueNodeCertificateRequest request, Cluster cluster, StreamObserver<IssueNodeCertificateResponse> call) {
    Optional<NodeRole> role = IssuanceRequests.roleOf(request.getToken(), cluster.getRootCa().getJoinTokens());
    if (role.isEmpty()) {
      Answers.refuse(call, Status.INVALID_ARGUMENT
          .withDescription("A valid join token is necessary to join this cluster"));
      return;
    }
    Answers.sendLater(call,
        create(id -> IssuanceRequests.newNode(id, role.get(), request, cluster), ID_ATTEMPTS)
            .thenApply(node -> response(node.getId(), NodeSpec.Membership.ACCEPTED)));
  }

  /** Stores the node under a new id, and under another one should that be taken. */
  private CompletableFuture<Node> create(Function<String, Node> node, int attempts) {
    Node made = node.apply(ObjectId.next(environment.random()));
    return store.update(transaction -> transaction.create(Table.NODE, made)).exceptionallyCompose(failure -> {
      boolean taken = cause(failure) instanceof StoreException refused
          && refused.reason() == StoreException.Reason.EXISTS;
      return taken && attempts > 1 ? create(node, attempts - 1) : CompletableFuture.failedFuture(failure);
    });
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }

  private static IssueNodeCertificateResponse response(String nodeId, NodeSpec.Membership membership) {
    return IssueNodeCertificateResponse.newBuilder().setNodeId(nodeId).setNodeMembership(membership).build();
  }

  @Override
  public void nodeCertificateStatus(
      NodeCertificateStatusRequest request, StreamObserver<NodeCertificateStatusResponse> call) {
    if (request.getNodeId().isEmpty()) {
      Answers.refuse(call, Answers.INVALID);
    } else {
      waiters.await(request.getNodeId(), (ServerCallStreamObserver<NodeCertificateStatusResponse>) call);
    }
  }

  /** Ends the calls that wait. */
  @Override
  public void close() {
    waiters.close();
  }
}
