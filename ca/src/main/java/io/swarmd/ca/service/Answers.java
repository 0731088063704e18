package io.swarmd.ca.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Ends calls with what a future or a refusal brings. */
final class Answers {

  /** The text where a request lacks what it must have; the original says no more. */
  static final Status INVALID = Status.INVALID_ARGUMENT.withDescription("InvalidArgument");
  static final Status STOPPED = Status.ABORTED.withDescription("CA signer is stopped");
  static final Status STARTING = Status.ABORTED.withDescription("CA signer is still starting");

  private Answers() {}

  static <A> void send(StreamObserver<A> call, A answer) {
    call.onNext(answer);
    call.onCompleted();
  }

  static void refuse(StreamObserver<?> call, Status status) {
    call.onError(status.asRuntimeException());
  }

  static <A> void sendLater(StreamObserver<A> call, CompletableFuture<A> answer) {
    answer.whenComplete((value, failure) -> {
      if (failure == null) {
        send(call, value);
      } else {
        call.onError(status(failure));
      }
    });
  }

  /** Failures without a status of their own reach the client as UNKNOWN with their plain text (control sheet, 1.9). */
  private static StatusRuntimeException status(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null -> status(wrapped.getCause());
      case StatusRuntimeException status -> status;
      default -> Status.UNKNOWN.withDescription(failure.getMessage()).asRuntimeException();
    };
  }
}
