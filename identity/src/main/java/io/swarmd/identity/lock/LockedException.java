package io.swarmd.identity.lock;

import io.swarmd.identity.IdentityException;

/** The manager's keys are encrypted and cannot be used without the cluster's unlock key, or not with the one given. */
public final class LockedException extends IdentityException {

  public LockedException() {
    super("node is locked, and needs a valid unlock key");
  }
}
