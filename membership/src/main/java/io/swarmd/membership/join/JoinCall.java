package io.swarmd.membership.join;

import io.swarmd.api.JoinRequest;
import io.swarmd.api.JoinResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One try to join, at a manager chosen by the implementation; any manager forwards it to the leader. */
@FunctionalInterface
public interface JoinCall {

  /** Fails with the status of the call; no answer within the limit is a failure too. */
  CompletableFuture<JoinResponse> join(JoinRequest request, Duration limit);
}
