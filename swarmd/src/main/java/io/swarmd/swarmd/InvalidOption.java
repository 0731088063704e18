package io.swarmd.swarmd;

/** A flag that cannot be honoured; the message is the line the user sees. */
final class InvalidOption extends RuntimeException {

  InvalidOption(String message) {
    super(message, null, false, false);
  }
}
