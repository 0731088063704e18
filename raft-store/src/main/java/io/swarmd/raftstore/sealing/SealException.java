package io.swarmd.raftstore.sealing;

/** Something sealed that cannot be opened: the wrong key, or changed bytes. */
public final class SealException extends RuntimeException {

  public SealException(String message) {
    super(message);
  }

  public SealException(String message, Throwable cause) {
    super(message, cause);
  }
}
