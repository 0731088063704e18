package io.swarmd.dispatcher;

import io.swarmd.dispatcher.assignment.PaceLimits;
import java.time.Duration;

/**
 * The dispatcher's constants (dispatch sheet, section 0).
 *
 * @param defaultHeartbeat the heartbeat period where the cluster names none
 * @param graceMultiplier after how many periods of silence a registered node is down
 * @param unknownGraceMultiplier the same for a node not heard of since this leadership began
 * @param registrationWindow within which registrations of one node are counted; zero does not count
 * @param registrationLimit how many registrations pass within the window
 * @param orphanAfter how long a node is down before its tasks are given up
 * @param assignments how closely assignment messages follow each other
 */
public record DispatcherSettings(
    Duration defaultHeartbeat,
    int graceMultiplier,
    int unknownGraceMultiplier,
    Duration registrationWindow,
    int registrationLimit,
    Duration orphanAfter,
    PaceLimits assignments) {

  /** The values of the sheet; the pause is shorter than its 100 ms, which stay the bound. */
  public static DispatcherSettings standard() {
    return new DispatcherSettings(Duration.ofSeconds(5), 3, 6, Duration.ofSeconds(8), 3, Duration.ofHours(24),
        new PaceLimits(Duration.ofMillis(20), 100));
  }
}
