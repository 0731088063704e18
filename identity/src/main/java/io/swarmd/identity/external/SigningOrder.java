package io.swarmd.identity.external;

/** What an external authority is asked to sign. */
public sealed interface SigningOrder permits NodeOrder, CrossSigningOrder {

  /** The request for a certificate as PEM text. */
  byte[] requestPem();
}
