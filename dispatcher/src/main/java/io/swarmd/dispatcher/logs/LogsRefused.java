package io.swarmd.dispatcher.logs;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** How calls about task logs are refused in this version. */
final class LogsRefused {

  private LogsRefused() {}

  static StatusRuntimeException exception() {
    return Status.UNIMPLEMENTED
        .withDescription(
            "task logs are not available in this version of swarmd; read them on the node that runs the task")
        .asRuntimeException();
  }
}
