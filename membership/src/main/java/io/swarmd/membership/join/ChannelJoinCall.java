package io.swarmd.membership.join;

import io.grpc.ManagedChannel;
import io.swarmd.api.JoinRequest;
import io.swarmd.api.JoinResponse;
import io.swarmd.api.RaftMembershipGrpc;
import io.swarmd.membership.CallFuture;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tries to join over a channel made for each try, so that each may go to another manager. */
public final class ChannelJoinCall implements JoinCall {

  private final Supplier<ManagedChannel> channels;

  /**
   * A call.
   *
   * @param channels opens a channel to a manager with this node's certificate; closed here
   */
  public ChannelJoinCall(Supplier<ManagedChannel> channels) {
    this.channels = channels;
  }

  @Override
  public CompletableFuture<JoinResponse> join(JoinRequest request, Duration limit) {
    ManagedChannel channel = channels.get();
    return CallFuture.of(RaftMembershipGrpc.newFutureStub(channel)
        .withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS).join(request), channel);
  }
}
