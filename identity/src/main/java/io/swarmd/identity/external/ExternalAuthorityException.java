package io.swarmd.identity.external;

import io.swarmd.identity.IdentityException;

/** An external authority that did not sign. */
public final class ExternalAuthorityException extends IdentityException {

  private final boolean passing;

  private ExternalAuthorityException(String message, boolean passing) {
    super(message);
    this.passing = passing;
  }

  /** It could not be asked, or its answer not be read: another time it may sign (identity sheet, 6.3). */
  public static ExternalAuthorityException passing(String message) {
    return new ExternalAuthorityException(message, true);
  }

  /** It was asked and said no. */
  public static ExternalAuthorityException refused(String message) {
    return new ExternalAuthorityException(message, false);
  }

  /** Whether asking again makes sense. */
  public boolean mayPass() {
    return passing;
  }
}
