package io.swarmd.faults;

import io.swarmd.faults.fault.ClockFaults;
import io.swarmd.faults.fault.DiskFaults;
import io.swarmd.faults.fault.Fault;
import io.swarmd.faults.fault.NetworkFaults;
import io.swarmd.faults.fault.ProcessFaults;
import io.swarmd.faults.history.History;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Faults by chance for a long time. Run with {@code -Dgroups=soak -DexcludedGroups=}, and {@code -Dfaults.minutes},
 * {@code -Dfaults.managers} and {@code -Dfaults.seed} if the pom's are not wanted.
 */
@Tag("soak")
class FaultsSoakTest {

  private static final List<Fault> FAULTS = List.of(
      ProcessFaults.LEADER_KILLED, ProcessFaults.FOLLOWER_KILLED, ProcessFaults.ALL_KILLED,
      ProcessFaults.LEADER_KILLED_TWICE, ProcessFaults.LEADER_PAUSED, ProcessFaults.FOLLOWER_PAUSED,
      NetworkFaults.LEADER_UNPLUGGED, NetworkFaults.FOLLOWER_UNPLUGGED, NetworkFaults.LEADER_DEAF,
      NetworkFaults.LEADER_MUTE, NetworkFaults.FOLLOWER_DEAF, NetworkFaults.LINK_CUT,
      DiskFaults.LEADER_DISK_FULL, DiskFaults.FOLLOWER_DISK_FULL, DiskFaults.FILE_DAMAGED,
      DiskFaults.ALL_KILLED_FILE_DAMAGED,
      ClockFaults.LEADER_FORWARD_MINUTES, ClockFaults.LEADER_FORWARD_HOURS,
      ClockFaults.LEADER_BACK_MINUTES, ClockFaults.LEADER_BACK_HOURS);

  @Test
  void nothingToldIsUntrueAfterAnyNumberOfFaults() throws IOException {
    long end = System.nanoTime() + Duration.ofMinutes(Long.getLong("faults.minutes")).toNanos();
    int managers = Integer.getInteger("faults.managers");
    long seed = Long.getLong("faults.seed");
    try (Run run = Run.start("soak", managers, seed, true)) {
      List<Fault> possible = FAULTS.stream().filter(fault -> fault.missing(run.managers()).isEmpty()).toList();
      FAULTS.forEach(fault -> fault.missing(run.managers()).ifPresent(System.out::println));
      History history = run.check();
      while (System.nanoTime() < end) {
        Fault fault = possible.get(run.random().nextInt(possible.size()));
        Duration outage = run.happens(fault);
        history = run.check();
        System.out.printf(Locale.ROOT, "%s: no write accepted for %.2f s%n", fault, outage.toMillis() / 1000.0);
      }
      System.out.println(managers + " managers, seed " + seed + "\n" + run.summary(history));
    }
  }
}
