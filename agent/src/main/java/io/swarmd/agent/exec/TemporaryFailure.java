package io.swarmd.agent.exec;

/** A failure that may pass: the task keeps its state, shows the error and the call is made again. */
public final class TemporaryFailure extends RuntimeException {

  public TemporaryFailure(String message) {
    super(message);
  }

  public TemporaryFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
