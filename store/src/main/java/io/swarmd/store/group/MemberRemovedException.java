package io.swarmd.store.group;

import java.io.IOException;

/** This manager is no longer one of the members, and was told so by one who is (identity sheet, 13.13). */
public final class MemberRemovedException extends IOException {

  private static final long serialVersionUID = 1;

  public MemberRemovedException() {
    super("raft: member was removed from the cluster");
  }
}
