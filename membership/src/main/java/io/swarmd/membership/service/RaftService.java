package io.swarmd.membership.service;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.ProcessRaftMessageRequest;
import io.swarmd.api.ProcessRaftMessageResponse;
import io.swarmd.api.RaftGrpc;
import io.swarmd.api.ResolveAddressRequest;
import io.swarmd.api.ResolveAddressResponse;
import io.swarmd.api.StreamRaftMessageRequest;
import io.swarmd.api.StreamRaftMessageResponse;
import io.swarmd.membership.MembershipException;
import io.swarmd.store.group.ManagerGroup;

/**
 * The original's Raft service. Addresses are told; its Raft messages are not ours and are refused, so that a manager of
 * the original that tries to take part says why it cannot.
 */
public final class RaftService extends RaftGrpc.RaftImplBase {

  private final ManagerGroup group;

  public RaftService(ManagerGroup group) {
    this.group = group;
  }

  @Override
  public void resolveAddress(ResolveAddressRequest request, StreamObserver<ResolveAddressResponse> observer) {
    group.members().stream()
        .filter(member -> member.raftId() == request.getRaftId())
        .findFirst()
        .ifPresentOrElse(member -> {
          observer.onNext(ResolveAddressResponse.newBuilder().setAddr(member.address()).build());
          observer.onCompleted();
        }, () -> observer.onError(Answers.status(MembershipException.notFound(request.getRaftId()))));
  }

  @Override
  public void processRaftMessage(
      ProcessRaftMessageRequest request, StreamObserver<ProcessRaftMessageResponse> observer) {
    observer.onError(OtherKind.MESSAGE.asRuntimeException());
  }

  @Override
  public StreamObserver<StreamRaftMessageRequest> streamRaftMessage(
      StreamObserver<StreamRaftMessageResponse> observer) {
    observer.onError(OtherKind.MESSAGE.asRuntimeException());
    return new Ignoring();
  }

  /** Takes what a sender had already sent when it was refused. */
  private static final class Ignoring implements StreamObserver<StreamRaftMessageRequest> {
    @Override
    public void onNext(StreamRaftMessageRequest message) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
