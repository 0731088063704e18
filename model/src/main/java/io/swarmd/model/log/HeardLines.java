package io.swarmd.model.log;

import io.swarmd.api.LogMessage;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the output of each task was heard, so that a reading which follows can be taken up again after its way was
 * cut off: it asks for lines from a little before the cut, and leaves out those it had. Without that, everybody who
 * follows sees all lines twice after each change of leader, or loses those written meanwhile (dispatch sheet, section
 * 10). Used by one thread at a time.
 */
public final class HeardLines {

  /** Tasks remembered at most; of more, those silent for longest are forgotten, and may be heard twice. */
  static final int TASKS_MAX = 10_000;
  /**
   * What is asked for again is at least this long: more than lines are on their way, and than clocks of nodes differ.
   * Whoever wrote a line within this time before the cut was perhaps still being read from an earlier place.
   */
  static final Duration OVERLAP = Duration.ofMinutes(1);

  /** The time of the last line, and when it came. */
  private record Last(Instant line, Instant arrived) {}

  /** By the task: the lines of both its streams come in one order. */
  private final Map<String, Last> tasks = new LinkedHashMap<>(16, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
      return size() > TASKS_MAX;
    }
  };
  /** Up to where each task had been heard at the cut; gone once it is beyond that. */
  private final Map<String, Instant> repeated = new HashMap<>();

  /** Notes a line that came; false when it had come before the cut and is to be left out. */
  public boolean hear(LogMessage line, Instant now) {
    if (!line.hasTimestamp()) {
      return true;
    }
    String task = line.getContext().getTaskId();
    Instant written = WireTime.instant(line.getTimestamp());
    Instant had = repeated.get(task);
    if (had != null && !written.isAfter(had)) {
      return false;
    }
    repeated.remove(task);
    tasks.put(task, new Last(written, now));
    return true;
  }

  /**
   * Called when the way was cut off: what to ask for instead of the original options.
   *
   * @param begun when the original was first asked for
   */
  public LogSubscriptionOptions resume(LogSubscriptionOptions original, Instant begun, Instant now) {
    tasks.forEach((task, last) -> repeated.put(task, last.line));
    if (tasks.isEmpty() && original.getTail() == 0) {
      return original;
    }
    Instant from = tasks.isEmpty() ? begun : earliestUnfinished(now.minus(OVERLAP));
    boolean later = original.hasSince() && WireTime.instant(original.getSince()).isAfter(from);
    return original.toBuilder().setTail(0)
        .setSince(later ? original.getSince() : WireTime.timestamp(from)).build();
  }

  /** Tasks of which nothing came lately had no more to tell; of the others one may lag behind by much. */
  private Instant earliestUnfinished(Instant recent) {
    return tasks.values().stream()
        .filter(last -> last.arrived.isAfter(recent)).map(Last::line)
        .reduce(recent, (one, other) -> one.isBefore(other) ? one : other);
  }
}
