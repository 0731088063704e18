package io.swarmd.controlapi.call;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Answers that say no, with the code and the text clients match on. */
public final class Refusal {

  private Refusal() {}

  /** For requests that lack what they must have (control sheet, 1.12). */
  public static StatusRuntimeException invalidArgument() {
    return invalidArgument("invalid argument");
  }

  public static StatusRuntimeException invalidArgument(String text) {
    return of(Status.INVALID_ARGUMENT, text);
  }

  public static StatusRuntimeException notFound(String kind, String id) {
    return of(Status.NOT_FOUND, kind + " " + id + " not found");
  }

  public static StatusRuntimeException failedPrecondition(String text) {
    return of(Status.FAILED_PRECONDITION, text);
  }

  public static StatusRuntimeException alreadyExists(String text) {
    return of(Status.ALREADY_EXISTS, text);
  }

  public static StatusRuntimeException unimplemented(String text) {
    return of(Status.UNIMPLEMENTED, text);
  }

  public static StatusRuntimeException of(Status status, String text) {
    return status.withDescription(text).asRuntimeException();
  }

  /** Refuses a request whose field is empty. */
  public static void unlessGiven(String value) {
    if (value.isEmpty()) {
      throw invalidArgument();
    }
  }

  /** Refuses a request that lacks a message it must have. */
  public static void unlessGiven(boolean present) {
    if (!present) {
      throw invalidArgument();
    }
  }
}
