package io.swarmd.agent.process;

import java.time.Duration;

/**
 * What the probes of a task have shown so far. Pure.
 *
 * @param wasWell whether one has succeeded
 * @param failures how many have failed in a row and count
 * @param said what the last one that failed put out, or why it failed
 */
record Health(boolean wasWell, int failures, String said) {

  static final Health UNKNOWN = new Health(false, 0, "");

  /** After a probe that succeeded. */
  Health well() {
    return new Health(true, 0, "");
  }

  /** After one that failed, so long after the start of the task. */
  Health unwell(HealthCheck check, Duration sinceStart, String why) {
    boolean counts = wasWell || sinceStart.compareTo(check.startPeriod()) >= 0;
    return new Health(wasWell, counts ? failures + 1 : failures, why);
  }

  boolean isUnhealthy(HealthCheck check) {
    return failures >= check.retries();
  }

  /** How long to wait for the next probe. */
  Duration pause(HealthCheck check, Duration sinceStart) {
    boolean starting = !wasWell && sinceStart.compareTo(check.startPeriod()) < 0;
    return starting ? check.startInterval() : check.interval();
  }

  /** Why the task is given up. */
  String verdict() {
    return "unhealthy container: " + failures + " health checks in a row failed, the last one: " + said;
  }
}
