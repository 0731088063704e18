package io.swarmd.agent.exec;

import io.swarmd.api.ContainerStatus;

/** A task that ended with an exit code other than zero (dispatch sheet, 5.6.1). */
public final class ExitFailure extends RuntimeException {

  private final transient ContainerStatus status;

  public ExitFailure(ContainerStatus status) {
    super("task: non-zero exit (" + status.getExitCode() + ")");
    this.status = status;
  }

  public ExitFailure(ContainerStatus status, String cause) {
    super("task: non-zero exit (" + status.getExitCode() + "): " + cause);
    this.status = status;
  }

  /** The ended container or process with its exit code. */
  public ContainerStatus status() {
    return status;
  }
}
