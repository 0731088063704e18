package io.swarmd.identity.external;

import io.swarmd.identity.IdentityException;

/** An external authority that did not sign. */
public final class ExternalAuthorityException extends IdentityException {

  private final boolean worthAnotherTry;

  private ExternalAuthorityException(String message, boolean worthAnotherTry) {
    super(message);
    this.worthAnotherTry = worthAnotherTry;
  }

  /** It was not reached, or did not answer as such an authority does: it may do so later. */
  public static ExternalAuthorityException passing(String message) {
    return new ExternalAuthorityException(message, true);
  }

  /** It answered, and what was asked of it comes to nothing. */
  public static ExternalAuthorityException lasting(String message) {
    return new ExternalAuthorityException(message, false);
  }

  /** Whether the same request may be answered another time (identity sheet, 6.3). */
  public boolean isWorthAnotherTry() {
    return worthAnotherTry;
  }
}
