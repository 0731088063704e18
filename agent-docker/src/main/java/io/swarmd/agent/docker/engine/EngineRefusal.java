package io.swarmd.agent.docker.engine;

/** An Engine's answer that it will not, in its own words. */
public final class EngineRefusal extends RuntimeException {

  private static final int NOT_MODIFIED = 304;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final int status;

  /** @param status of HTTP */
  EngineRefusal(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  public boolean isNotModified() {
    return status == NOT_MODIFIED;
  }

  public boolean isNotFound() {
    return status == NOT_FOUND;
  }

  /** Something is of that name, or is being done, or is still in use. */
  public boolean isConflict() {
    return status == CONFLICT || status == FORBIDDEN;
  }
}
