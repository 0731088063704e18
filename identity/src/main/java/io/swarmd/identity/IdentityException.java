package io.swarmd.identity;

/** A certificate, key, token or file that cannot be used. The message is one line, meant for the operator. */
public class IdentityException extends RuntimeException {

  public IdentityException(String message) {
    super(message);
  }

  public IdentityException(String message, Throwable cause) {
    super(message, cause);
  }
}
