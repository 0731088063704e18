package io.swarmd.model.constraint;

/** A constraint expression that cannot be read; the message is the one clients see. */
public final class InvalidConstraintException extends IllegalArgumentException {

  InvalidConstraintException(String message) {
    super(message);
  }
}
