package io.swarmd.dispatcher.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.dispatcher.stream.Refusal;

/** The gRPC code of each refusal (dispatch sheet, table 1.2 and section 7). */
public final class Refusals {

  private Refusals() {}

  /** What the transport tells the caller. */
  public static StatusRuntimeException status(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return code(refusal.reason()).toStatus().withDescription(refusal.getMessage()).asRuntimeException();
    }
    return Status.INTERNAL.withDescription("the dispatcher failed").withCause(failure).asRuntimeException();
  }

  private static Status.Code code(Refusal.Reason reason) {
    return switch (reason) {
      case NODE_NOT_REGISTERED, UNKNOWN_SUBSCRIPTION -> Status.Code.NOT_FOUND;
      case SESSION_INVALID, INVALID_REQUEST -> Status.Code.INVALID_ARGUMENT;
      case TOO_MANY_REGISTRATIONS -> Status.Code.UNAVAILABLE;
      case SECOND_OF_A_NODE -> Status.Code.FAILED_PRECONDITION;
      case NODE_NOT_FOUND, INCOMPLETE_LOGS, NO_BROKER -> Status.Code.UNKNOWN;
      case STOPPED, NODE_MUST_DISCONNECT -> Status.Code.ABORTED;
      case FOREIGN_TASK, FOREIGN_LINES -> Status.Code.PERMISSION_DENIED;
      case BUSY, TOO_MANY_STREAMS, TOO_MANY_SUBSCRIPTIONS -> Status.Code.RESOURCE_EXHAUSTED;
      case NOT_STORED, FAILED -> Status.Code.INTERNAL;
    };
  }
}
