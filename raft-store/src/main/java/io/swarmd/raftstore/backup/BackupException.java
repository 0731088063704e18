package io.swarmd.raftstore.backup;

/** A backup that cannot be used; the message is one line that says why and what to do. */
public final class BackupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BackupException(String message, Throwable cause) {
    super(message, cause);
  }

  BackupException(String message) {
    this(message, null);
  }
}
