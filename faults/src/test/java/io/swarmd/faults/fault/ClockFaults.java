package io.swarmd.faults.fault;

import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.cluster.Managers;
import io.swarmd.faults.cluster.Patience;
import io.swarmd.faults.cluster.ProcessClock;
import java.time.Duration;

/** Clocks that are set while managers work, and set right again. */
public final class ClockFaults {

  public static final Fault LEADER_FORWARD_MINUTES = clock("leader's clock 10 minutes forward", Duration.ofMinutes(10));
  public static final Fault LEADER_FORWARD_HOURS = clock("leader's clock 3 hours forward", Duration.ofHours(3));
  public static final Fault LEADER_BACK_MINUTES = clock("leader's clock 10 minutes back", Duration.ofMinutes(-10));
  public static final Fault LEADER_BACK_HOURS = clock("leader's clock 3 hours back", Duration.ofHours(-3));

  private ClockFaults() {}

  private static Fault clock(String name, Duration offset) {
    return new Fault(name, Fault.Needs.CLOCK, (managers, random) -> jump(managers, offset));
  }

  /** The leader's own waits must end as if nothing had happened. */
  private static void jump(Managers managers, Duration offset) {
    ManagerProcess leader = managers.leader();
    ProcessClock clock = leader.clock().orElseThrow();
    try (SlowUpdate update = SlowUpdate.begin(leader)) {
      clock.set(offset);
      Patience.letLast(ProcessClock.NOTICED_WITHIN.multipliedBy(2));
      update.awaitEnd();
    } finally {
      clock.set(Duration.ZERO);
    }
    Patience.letLast(ProcessClock.NOTICED_WITHIN);
  }
}
