package io.swarmd.model.restart;

import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.TaskSpec;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.util.Optional;

/**
 * A task's restart policy with its defaults filled in (orchestration sheet, 9.2 and section 18).
 *
 * @param delay between the end of a task and the start of its replacement
 * @param maxAttempts how many restarts a slot gets, not counting the first run; 0 for any number
 * @param window the span within which restarts are counted; without it all count
 */
public record RestartRule(
    RestartCondition condition, Duration delay, long maxAttempts, Optional<Duration> window) {

  public static final Duration DEFAULT_DELAY = Duration.ofSeconds(5);

  private static final RestartRule ABSENT =
      new RestartRule(RestartCondition.ANY, DEFAULT_DELAY, 0, Optional.empty());

  /** No policy means any condition; a policy that leaves its condition out means never. */
  public static RestartRule of(TaskSpec spec) {
    if (!spec.hasRestart()) {
      return ABSENT;
    }
    RestartPolicy policy = spec.getRestart();
    Duration window = policy.hasWindow() ? WireTime.duration(policy.getWindow()) : Duration.ZERO;
    return new RestartRule(policy.getCondition(),
        policy.hasDelay() ? WireTime.duration(policy.getDelay()) : DEFAULT_DELAY,
        policy.getMaxAttempts(),
        window.isPositive() ? Optional.of(window) : Optional.empty());
  }

  /** Whether the number of restarts is bounded at all. */
  public boolean counts() {
    return maxAttempts != 0;
  }
}
