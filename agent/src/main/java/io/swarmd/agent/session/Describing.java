package io.swarmd.agent.session;

import java.time.Duration;

/**
 * Judges by how often a node could not be described whether anything can run on it (dispatch sheet, section 10, "frozen
 * node counted as Ready"). One failure is none; a few in a row, asked for at a faster pace, are.
 */
final class Describing {

  private static final int LIMIT = 3;
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private int failures;

  boolean isOutOfWork() {
    return failures >= LIMIT;
  }

  /** True when this failure is the one too many. */
  boolean failed() {
    failures++;
    return failures == LIMIT;
  }

  /** True when the node was out of work until now. */
  boolean answered() {
    boolean back = isOutOfWork();
    failures = 0;
    return back;
  }

  /** When to ask again. */
  Duration pause(Duration usual) {
    return failures == 0 ? usual : AFTER_FAILURE;
  }
}
