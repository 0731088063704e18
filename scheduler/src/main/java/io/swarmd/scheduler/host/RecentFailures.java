package io.swarmd.scheduler.host;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Failures of tasks on one node by service and version of its spec (scheduling sheet, 2.2). Known only to the leader
 * that saw them. A node with many is used last for that version.
 */
public final class RecentFailures {

  /** How long a failure counts. */
  public static final Duration WINDOW = Duration.ofMinutes(5);

  /** From how many on they count at all. */
  public static final int LIMIT = 5;

  private record Version(String serviceId, long specVersion) {}

  private final Map<Version, Deque<Instant>> failures = new HashMap<>();
  private Instant nextSweep = Instant.MIN;

  void record(String serviceId, long specVersion, Instant now) {
    if (!now.isBefore(nextSweep)) {
      failures.values().forEach(times -> dropOld(times, now));
      failures.values().removeIf(Deque::isEmpty);
      nextSweep = now.plus(WINDOW);
    }
    failures.computeIfAbsent(new Version(serviceId, specVersion), version -> new ArrayDeque<>()).add(now);
  }

  /** The failures that count against the node: none while they are few. */
  public int weighing(String serviceId, long specVersion, Instant now) {
    if (failures.isEmpty()) {
      return 0;
    }
    Deque<Instant> times = failures.get(new Version(serviceId, specVersion));
    if (times == null) {
      return 0;
    }
    dropOld(times, now);
    return times.size() < LIMIT ? 0 : times.size();
  }

  private static void dropOld(Deque<Instant> times, Instant now) {
    while (!times.isEmpty() && times.peek().plus(WINDOW).isBefore(now)) {
      times.remove();
    }
  }
}
