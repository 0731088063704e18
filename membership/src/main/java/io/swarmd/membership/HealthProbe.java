package io.swarmd.membership;

import io.swarmd.api.HealthCheckResponse.ServingStatus;
import java.util.concurrent.CompletableFuture;

/** Asks a manager at an address, over mutual TLS, how its service {@code Raft} is. */
@FunctionalInterface
public interface HealthProbe {

  /** Fails when nobody answers there within 5 s, or the one who answers is no manager of this cluster. */
  CompletableFuture<ServingStatus> raftStatus(String address);
}
