package io.swarmd.membership.service;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.JoinRequest;
import io.swarmd.api.JoinResponse;
import io.swarmd.api.LeaveRequest;
import io.swarmd.api.LeaveResponse;
import io.swarmd.api.RaftMembershipGrpc;
import io.swarmd.identity.Caller;
import io.swarmd.membership.Membership;
import io.swarmd.membership.MembershipException;

/** Joining and leaving over gRPC; the node is the one of the caller's certificate, never one it names. */
public final class RaftMembershipService extends RaftMembershipGrpc.RaftMembershipImplBase {

  private final Membership membership;

  public RaftMembershipService(Membership membership) {
    this.membership = membership;
  }

  @Override
  public void join(JoinRequest request, StreamObserver<JoinResponse> observer) {
    if (!request.getCanManage()) {
      observer.onError(OtherKind.REFUSAL.asRuntimeException());
      return;
    }
    Caller caller = Caller.current();
    Answers.answer(membership.join(caller.nodeId(), request.getAddr(), caller.remoteAddress()), observer,
        raftId -> JoinResponse.newBuilder()
            .setRaftId(raftId)
            .addAllMembers(membership.members().stream().map(Members::toWire).toList())
            .build());
  }

  @Override
  public void leave(LeaveRequest request, StreamObserver<LeaveResponse> observer) {
    if (!request.hasNode()) {
      observer.onError(Answers.status(new MembershipException(
          MembershipException.Reason.NO_NODE_INFORMATION, "no node information provided")));
      return;
    }
    Answers.answer(membership.leave(request.getNode().getRaftId()), observer,
        done -> LeaveResponse.getDefaultInstance());
  }
}
