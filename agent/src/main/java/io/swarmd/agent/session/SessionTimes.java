package io.swarmd.agent.session;

import java.time.Duration;

/**
 * The spans of a session (dispatch sheet, section 0).
 *
 * @param answer how long the first message of a session and each heartbeat may take
 * @param report how long a status report, and the first assignments, may take
 * @param description how often the node's description is looked at again
 */
public record SessionTimes(Duration answer, Duration report, Duration description) {

  public static final SessionTimes DEFAULTS =
      new SessionTimes(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(20));
}
