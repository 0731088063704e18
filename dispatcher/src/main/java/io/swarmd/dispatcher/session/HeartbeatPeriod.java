package io.swarmd.dispatcher.session;

import io.swarmd.api.Cluster;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a node may wait before its next heartbeat: the cluster's period, moved at random so that nodes do not beat
 * in step (dispatch sheet, 1.5). At the default of 5 s the jitter is the original's 500 ms; shorter periods get a tenth
 * of their length, so that none comes out as nothing.
 */
public final class HeartbeatPeriod {

  private static final Duration MAX_JITTER = Duration.ofMillis(500);

  private HeartbeatPeriod() {}

  /** The period the cluster asks for; the given one when it asks for none. */
  public static Duration of(Cluster cluster, Duration whenUnset) {
    var configured = cluster.getSpec().getDispatcher().getHeartbeatPeriod();
    Duration period = Duration.ofSeconds(configured.getSeconds(), configured.getNanos());
    return period.isPositive() ? period : whenUnset;
  }

  /** A period within the jitter of the base. */
  public static Duration pick(Duration base, RandomGenerator random) {
    long jitter = Math.min(MAX_JITTER.toNanos(), base.toNanos() / 10);
    return jitter == 0 ? base : base.plusNanos(random.nextLong(-jitter, jitter + 1));
  }
}
