package io.swarmd.controlapi.call;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.loop.Environment;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

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

  /** What is told to other nodes then. */
  public static StatusRuntimeException refusal() {
    return Refusal.of(Status.UNKNOWN, TEXT);
  }

  /** What is told to people then: also which managers do not answer, and what to do (identity sheet, 19.1). */
  public StatusRuntimeException explainedRefusal() {
    List<Member> members = managers.members();
    String missing = members.stream().filter(member -> !member.reachable())
        .map(member -> member.address() + " (node " + member.nodeId() + ")").collect(Collectors.joining(", "));
    return missing.isEmpty() ? refusal() : Refusal.of(Status.UNKNOWN, TEXT + " Of " + members.size() + " managers "
        + (members.size() / 2 + 1) + " must answer, and these do not: " + missing + ". Start them; where they are lost "
        + "for good, stop one that is left and start it once with --force-new-cluster (docs/recovery.md).");
  }
}
