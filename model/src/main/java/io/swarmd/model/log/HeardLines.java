package io.swarmd.model.log;

import io.swarmd.api.LogMessage;
import io.swarmd.api.LogStream;
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

  /** Outputs remembered at most; of more, those silent for longest are forgotten, and may be heard twice. */
  static final int OUTPUTS_MAX = 10_000;
  /**
   * What is asked for again is at least this long: more than lines are on their way, and than clocks of nodes differ.
   * Whoever wrote a line within this time before the cut was perhaps still being read from an earlier place.
   */
  static final Duration OVERLAP = Duration.ofMinutes(1);

  private record Output(String taskId, LogStream stream) {
    static Output of(LogMessage line) {
      return new Output(line.getContext().getTaskId(), line.getStream());
    }
  }

  /** The time of the last line, and when it came. */
  private record Last(Instant line, Instant arrived) {}

  private final Map<Output, Last> outputs = new LinkedHashMap<>(16, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<Output, Last> eldest) {
      return size() > OUTPUTS_MAX;
    }
  };
  /** Up to where each output had been heard at the cut; gone once it is beyond that. */
  private final Map<Output, Instant> repeated = new HashMap<>();

  /** Notes a line that came; false when it had come before the cut and is to be left out. */
  public boolean hear(LogMessage line, Instant now) {
    if (!line.hasTimestamp()) {
      return true;
    }
    Output output = Output.of(line);
    Instant written = WireTime.instant(line.getTimestamp());
    Instant had = repeated.get(output);
    if (had != null && !written.isAfter(had)) {
      return false;
    }
    repeated.remove(output);
    outputs.put(output, new Last(written, now));
    return true;
  }

  /**
   * Called when the way was cut off: what to ask for instead of the original options.
   *
   * @param begun when the original was first asked for
   */
  public LogSubscriptionOptions resume(LogSubscriptionOptions original, Instant begun, Instant now) {
    outputs.forEach((output, last) -> repeated.put(output, last.line));
    if (outputs.isEmpty() && original.getTail() == 0) {
      return original;
    }
    Instant from = outputs.isEmpty() ? begun : earliestUnfinished(now.minus(OVERLAP));
    boolean later = original.hasSince() && WireTime.instant(original.getSince()).isAfter(from);
    return original.toBuilder().setTail(0)
        .setSince(later ? original.getSince() : WireTime.timestamp(from)).build();
  }

  /** Outputs of which nothing came lately had no more to tell; of the others one may lag behind by much. */
  private Instant earliestUnfinished(Instant recent) {
    return outputs.values().stream()
        .filter(last -> last.arrived.isAfter(recent)).map(Last::line)
        .reduce(recent, (one, other) -> one.isBefore(other) ? one : other);
  }
}
