package io.swarmd.identity.join;

import io.grpc.Status;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.transport.ConnectionFailure;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** A call that failed, in one line that names the address where that helps. */
final class AuthorityFailure extends IdentityException {

  private final Status status;

  private AuthorityFailure(String message, Status status) {
    super(message, status.getCause());
    this.status = status;
  }

  static AuthorityFailure of(String address, Throwable failure) {
    Status status = Status.fromThrowable(failure);
    return new AuthorityFailure(switch (status.getCode()) {
      case UNAVAILABLE -> "cannot reach a manager at " + address + ": " + ConnectionFailure.reason(status);
      case DEADLINE_EXCEEDED -> "the manager at " + address + " did not answer in time";
      case UNIMPLEMENTED, UNKNOWN, INTERNAL ->
          "what answers at " + address + " is not a manager of a swarm: " + ConnectionFailure.reason(status);
      default -> Optional.ofNullable(status.getDescription()).orElse(status.getCode() + " from " + address);
    }, status);
  }

  boolean timedOut() {
    return status.getCode() == Status.Code.DEADLINE_EXCEEDED;
  }

  /** The manager is of a kind that does not know the call. */
  boolean unknownCall() {
    return status.getCode() == Status.Code.UNIMPLEMENTED;
  }

  /** What a future failed with, without the wrapping futures put around it. */
  static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }
}
