package io.swarmd.swarmctl.command;

/** A command line that cannot be carried out; the message says what is wrong with it, and its usage is shown. */
public final class UsageException extends RuntimeException {

  public UsageException(String message) {
    super(message, null, false, false);
  }
}
