package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;

/** A certificate that is not valid yet, or no longer; or this machine's clock is wrong. */
public final class OutsideValidityException extends IdentityException {

  OutsideValidityException(String message) {
    super(message);
  }
}
