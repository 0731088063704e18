package io.swarmd.controlapi.call;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.loop.Environment;
import io.swarmd.store.group.ManagerGroup;
import java.time.Duration;

/**
 * When the cluster has been without a leader for too long to go on waiting (control sheet, 1.11): after more than ten
 * ticks every call that needs the leader ends, those that wait already included.
 */
public final class LeaderAbsence {

  /** Ours is a tenth of the original's, so that an election timeout of ten ticks is one to two seconds. */
  public static final Duration TICK = Duration.ofMillis(100);

  private static final int ENDURED_TICKS = 10;
  private static final String TEXT = "The swarm does not have a leader. It's possible that too few managers are "
      + "online. Make sure more than half of the managers are online.";

  private final Environment environment;
  private final ManagerGroup managers;

  public LeaderAbsence(Environment environment, ManagerGroup managers) {
    this.environment = environment;
    this.managers = managers;
  }

  /** Whether no leader is known now. */
  public boolean isNow() {
    return managers.leaderlessSinceNanos().isPresent();
  }

  /** Whether no leader has been known for more than ten ticks. */
  public boolean isLong() {
    return managers.leaderlessSinceNanos()
        .filter(since -> environment.monotonicNanos() - since > TICK.multipliedBy(ENDURED_TICKS).toNanos())
        .isPresent();
  }

  /** What is told to the caller then. */
  public static StatusRuntimeException refusal() {
    return Refusal.of(Status.UNKNOWN, TEXT);
  }
}
