package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;

/** A certificate that none of the trusted roots signed; a worker may ask for the roots anew (identity sheet, 9.8). */
public final class UnknownAuthorityException extends IdentityException {

  public UnknownAuthorityException(String message) {
    super(message);
  }
}
