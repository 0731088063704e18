package io.swarmd.model.update;

import io.swarmd.api.Service;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.api.UpdateStatus;
import io.swarmd.model.time.WireTime;
import java.time.Duration;

/**
 * The configuration of an update with its defaults filled in (orchestration sheet, 10.1.5 and section 18).
 *
 * @param parallelism how many slots at a time; {@link Integer#MAX_VALUE} for all
 * @param delay after each slot
 * @param monitor how long a replaced task is watched for failure
 * @param maxFailureRatio the share of slots that may fail
 */
public record UpdateRule(int parallelism, Duration delay, FailureAction failureAction, Duration monitor,
    float maxFailureRatio, UpdateOrder order) {

  public static final Duration DEFAULT_MONITOR = Duration.ofSeconds(5);

  private static final UpdateRule ABSENT = new UpdateRule(
      1, Duration.ZERO, FailureAction.PAUSE, DEFAULT_MONITOR, 0, UpdateOrder.STOP_FIRST);

  /** The rollback's configuration while the service rolls back, else the update's. */
  public static UpdateRule of(Service service) {
    if (service.getUpdateStatus().getState() == UpdateStatus.UpdateState.ROLLBACK_STARTED) {
      return service.getSpec().hasRollback() ? of(service.getSpec().getRollback()) : ABSENT;
    }
    return service.getSpec().hasUpdate() ? of(service.getSpec().getUpdate()) : ABSENT;
  }

  private static UpdateRule of(UpdateConfig config) {
    long parallelism = config.getParallelism();
    boolean unlimited = parallelism <= 0 || parallelism > Integer.MAX_VALUE;
    return new UpdateRule(unlimited ? Integer.MAX_VALUE : (int) parallelism,
        WireTime.duration(config.getDelay()), config.getFailureAction(),
        config.hasMonitor() ? WireTime.duration(config.getMonitor()) : DEFAULT_MONITOR,
        config.getMaxFailureRatio(), config.getOrder());
  }

  /**
   * How long tasks are watched once the last slot is done, and after each start: longer than the delay between slots
   * (orchestration sheet, 10.3.5). Nothing is watched when failures do not matter.
   */
  public Duration watch() {
    if (failureAction == FailureAction.CONTINUE) {
      return Duration.ZERO;
    }
    return delay.compareTo(monitor) >= 0 ? delay.plusSeconds(1) : monitor;
  }
}
