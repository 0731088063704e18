package io.swarmd.raftstore.state;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Something on this manager's disk is not what was written there, and cannot be had from what is left. The message is
 * one line: the file, what is wrong with it, what to do.
 */
public final class DamagedState extends IOException {

  /** A member that lost what it answered for must not go on under its old id; a new one owes nobody anything. */
  private static final String REMEDY = "; remove this node on another manager ('swarmctl node demote', 'swarmctl node "
      + "rm'), empty the state directory and join again; the only manager needs its state directory back from a copy";

  public DamagedState(Path file, String what) {
    this(file, what, null);
  }

  public DamagedState(Path file, String what, Throwable cause) {
    super(file + " is damaged: " + what + REMEDY, cause);
  }
}
