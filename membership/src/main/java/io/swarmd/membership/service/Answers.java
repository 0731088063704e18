package io.swarmd.membership.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.swarmd.membership.MembershipException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Turns what became of a call into its gRPC answer. */
final class Answers {

  private Answers() {}

  static <T, R> void answer(CompletableFuture<T> outcome, StreamObserver<R> observer, Function<T, R> answer) {
    outcome.whenComplete((value, failure) -> {
      if (failure == null) {
        observer.onNext(answer.apply(value));
        observer.onCompleted();
      } else {
        observer.onError(status(failure));
      }
    });
  }

  static StatusRuntimeException status(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    Status.Code code = cause instanceof MembershipException refused ? code(refused.reason()) : Status.Code.UNKNOWN;
    return code.toStatus().withDescription(cause.getMessage()).asRuntimeException();
  }

  private static Status.Code code(MembershipException.Reason reason) {
    return switch (reason) {
      case NOT_A_MEMBER, NOT_LEADER, QUORUM, UNREACHABLE, NOT_A_MANAGER -> Status.Code.FAILED_PRECONDITION;
      case INVALID_ADDRESS, NO_NODE_INFORMATION -> Status.Code.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case BUSY -> Status.Code.RESOURCE_EXHAUSTED;
      case TIMED_OUT -> Status.Code.DEADLINE_EXCEEDED;
      case FAILED -> Status.Code.UNKNOWN;
    };
  }
}
