package io.swarmd.identity.file;

import io.swarmd.identity.IdentityException;

/** The node's key is encrypted and cannot be used without the cluster's unlock key. */
public final class LockedKeyException extends IdentityException {

  public LockedKeyException() {
    super("node is locked, and needs a valid unlock key");
  }
}
