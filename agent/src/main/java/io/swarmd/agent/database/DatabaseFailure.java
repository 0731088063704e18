package io.swarmd.agent.database;

/** The task database cannot be read or written. */
public final class DatabaseFailure extends RuntimeException {

  public DatabaseFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
