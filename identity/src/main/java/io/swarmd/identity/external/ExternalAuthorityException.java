package io.swarmd.identity.external;

import io.swarmd.identity.IdentityException;

/** An external authority that did not sign. */
public final class ExternalAuthorityException extends IdentityException {

  public ExternalAuthorityException(String message) {
    super(message);
  }
}
