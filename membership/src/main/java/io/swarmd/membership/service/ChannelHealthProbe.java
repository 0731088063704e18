package io.swarmd.membership.service;

import io.grpc.ManagedChannel;
import io.swarmd.api.HealthCheckRequest;
import io.swarmd.api.HealthCheckResponse;
import io.swarmd.api.HealthCheckResponse.ServingStatus;
import io.swarmd.api.HealthGrpc;
import io.swarmd.membership.CallFuture;
import io.swarmd.membership.HealthProbe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls Health on a channel made for the occasion. */
public final class ChannelHealthProbe implements HealthProbe {

  private static final long LIMIT_SECONDS = 5;

  private final Function<String, ManagedChannel> channels;

  /**
   * A probe.
   *
   * @param channels opens a channel to a manager at host:port with this node's certificate; closed here
   */
  public ChannelHealthProbe(Function<String, ManagedChannel> channels) {
    this.channels = channels;
  }

  @Override
  public CompletableFuture<ServingStatus> raftStatus(String address) {
    ManagedChannel channel = channels.apply(address);
    HealthCheckRequest request = HealthCheckRequest.newBuilder().setService("Raft").build();
    return CallFuture.of(HealthGrpc.newFutureStub(channel)
        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS).check(request), channel)
        .thenApply(HealthCheckResponse::getStatus);
  }
}
