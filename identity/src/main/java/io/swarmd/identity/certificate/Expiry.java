package io.swarmd.identity.certificate;

/** Whether a certificate whose end has passed is good enough to start with. */
public enum Expiry {

  /** The usual. */
  REFUSED,

  /** For a manager that goes on alone, and so can sign itself a new one (identity sheet, 13, "Force new cluster"). */
  ALLOWED
}
