package io.swarmd.swarmctl.command;

/** A command that did not succeed, for a reason its usage does not help with. */
public final class CommandException extends RuntimeException {

  public CommandException(String message) {
    super(message, null, false, false);
  }
}
