package io.swarmd.raftstore.state;

import java.io.IOException;
import java.nio.file.Path;

/** The one line about a directory that cannot be written any more; a full disk is told from other causes. */
public final class WriteFailure {

  private static final String NO_SPACE = "No space left on device";

  private WriteFailure() {}

  /** Says what failed, by the innermost cause, and what to do. */
  public static IOException of(Path directory, String what, Throwable cause) {
    String advice = isNoSpace(cause)
        ? "no space left on device: make room and start this node again; what was acknowledged is kept"
        : rootText(cause);
    return new IOException(what + " in " + directory + " cannot be written: " + advice, cause);
  }

  /** Whether the disk is full. */
  public static boolean isNoSpace(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains(NO_SPACE)) {
        return true;
      }
    }
    return false;
  }

  /** What the innermost cause says, in one line. */
  static String rootText(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.join(" ", String.valueOf(root.getMessage()).split("\\s+"));
  }
}
