package io.swarmd.controlapi.call;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.swarmd.store.StoreException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the caller is told of a failure. Errors without a status of their own are Unknown (control sheet, 1.9). */
public final class Failure {

  private static final Logger log = LoggerFactory.getLogger(Failure.class);

  private Failure() {}

  public static Status status(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null -> status(wrapped.getCause());
      case ExecutionException wrapped when wrapped.getCause() != null -> status(wrapped.getCause());
      case StatusRuntimeException refused -> refused.getStatus();
      case StatusException refused -> refused.getStatus();
      case StoreException refused -> Status.UNKNOWN.withDescription(refused.getMessage());
      default -> unexpected(failure);
    };
  }

  private static Status unexpected(Throwable failure) {
    log.error("a call failed for a reason of our own", failure);
    return Status.UNKNOWN.withDescription("unexpected failure: " + failure);
  }
}
