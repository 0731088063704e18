package io.swarmd.swarmd;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.swarmd.identity.transport.ConnectionFailure;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The one line a user sees of a failure: the innermost message that says something, its lines joined. */
public final class FailureText {

  private FailureText() {}

  public static String of(Throwable failure) {
    return String.join(" ", said(failure).strip().split("\\s*\\R\\s*"));
  }

  private static String said(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null -> said(wrapped.getCause());
      case ExecutionException wrapped when wrapped.getCause() != null -> said(wrapped.getCause());
      case UncheckedIOException wrapped -> said(wrapped.getCause());
      case StatusRuntimeException status when status.getStatus().getCode() == Status.Code.UNAVAILABLE ->
          ConnectionFailure.reason(status.getStatus());
      case StatusRuntimeException status when status.getStatus().getDescription() != null ->
          status.getStatus().getDescription();
      case StatusException status when status.getStatus().getDescription() != null ->
          status.getStatus().getDescription();
      default -> failure.getMessage() != null ? failure.getMessage() : failure.toString();
    };
  }
}
