package io.swarmd.identity.join;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.GetRootCACertificateRequest;
import io.swarmd.api.GetRootCACertificateResponse;
import io.swarmd.api.GetUnlockKeyRequest;
import io.swarmd.api.GetUnlockKeyResponse;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.IssueNodeCertificateResponse;
import io.swarmd.api.NodeCAGrpc;
import io.swarmd.api.NodeCertificateStatusRequest;
import io.swarmd.api.NodeCertificateStatusResponse;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.ControlSocket;
import io.swarmd.identity.transport.NodeChannels;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Connections over gRPC, in the three guises a node has: knowing nothing, knowing the roots, being a node. */
final class GrpcAuthority implements AuthorityConnection {

  private static final int CALL_SECONDS = 5;

  private final String address;
  private final ManagedChannel channel;
  private final Consumer<Boolean> onClose;

  private GrpcAuthority(String address, ManagedChannel channel, Consumer<Boolean> onClose) {
    this.address = address;
    this.channel = channel;
    this.onClose = onClose;
  }

  /** To whoever answers. */
  static AuthorityConnector unverified(KnownManagers managers) {
    return (except, remote) -> remote(managers, managers.select(except), NodeChannels::unverified);
  }

  /** To managers the roots prove, without a certificate. */
  static AuthorityConnector anonymous(KnownManagers managers, RootCertificates roots) {
    return (except, remote) -> remote(
        managers, managers.select(except), target -> NodeChannels.anonymous(roots, target));
  }

  /**
   * With the node's certificate.
   *
   * @param controlSocket where this node's own manager answers, while it runs one
   */
  static AuthorityConnector asNode(
      KnownManagers managers, NodeIdentity identity, Supplier<Optional<Path>> controlSocket) {
    return (except, remote) -> {
      Optional<Path> local = remote ? Optional.empty() : controlSocket.get();
      return local.isPresent()
          ? new GrpcAuthority(local.get().toString(), ControlSocket.channel(local.get()).build(), worked -> {})
          : remote(managers, managers.select(except), target -> NodeChannels.toAuthority(identity, target));
    };
  }

  private static AuthorityConnection remote(
      KnownManagers managers, KnownManager manager, Function<String, NettyChannelBuilder> channel) {
    return new GrpcAuthority(manager.address(), channel.apply(manager.address()).build(), worked -> {
      if (worked) {
        managers.succeeded(manager);
      } else {
        managers.failed(manager);
      }
    });
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public CompletableFuture<byte[]> rootCertificate() {
    Answer<GetRootCACertificateResponse> answer = new Answer<>();
    CAGrpc.newStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
        .getRootCACertificate(GetRootCACertificateRequest.getDefaultInstance(), answer);
    return answer.future.thenApply(response -> response.getCertificate().toByteArray());
  }

  @Override
  public CompletableFuture<IssueNodeCertificateResponse> issue(IssueNodeCertificateRequest request) {
    Answer<IssueNodeCertificateResponse> answer = new Answer<>();
    NodeCAGrpc.newStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
        .issueNodeCertificate(request, answer);
    return answer.future;
  }

  @Override
  public CompletableFuture<NodeCertificateStatusResponse> status(String nodeId) {
    Answer<NodeCertificateStatusResponse> answer = new Answer<>();
    NodeCAGrpc.newStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
        .nodeCertificateStatus(NodeCertificateStatusRequest.newBuilder().setNodeId(nodeId).build(), answer);
    return answer.future;
  }

  /** A manager that does not know the call has nothing to lock with. */
  @Override
  public CompletableFuture<KeyLock> unlockKey() {
    Answer<GetUnlockKeyResponse> answer = new Answer<>();
    CAGrpc.newStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
        .getUnlockKey(GetUnlockKeyRequest.getDefaultInstance(), answer);
    return answer.future.thenApply(GrpcAuthority::lock).exceptionallyCompose(failure ->
        AuthorityFailure.unwrap(failure) instanceof AuthorityFailure known && known.unknownCall()
            ? CompletableFuture.completedFuture(new KeyLock(Optional.empty(), 0))
            : CompletableFuture.failedFuture(AuthorityFailure.unwrap(failure)));
  }

  private static KeyLock lock(GetUnlockKeyResponse answer) {
    byte[] key = answer.getUnlockKey().toByteArray();
    return new KeyLock(key.length == 0 ? Optional.empty() : Optional.of(UnlockKey.of(key)),
        answer.getVersion().getIndex());
  }

  @Override
  public void close(boolean worked) {
    onClose.accept(worked);
    channel.shutdownNow();
  }

  /** The one answer of a call. */
  private final class Answer<A> implements StreamObserver<A> {

    private final CompletableFuture<A> future = new CompletableFuture<>();

    @Override
    public void onNext(A value) {
      future.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(AuthorityFailure.of(address, failure));
    }

    @Override
    public void onCompleted() {}
  }
}
