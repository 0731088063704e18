package io.swarmd.identity.join;

import io.swarmd.identity.IdentityException;

/** The authority has looked at a request and will never sign it. */
final class RejectedRequest extends IdentityException {

  RejectedRequest(String message) {
    super(message);
  }
}
