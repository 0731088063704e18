package io.swarmd.faults.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** How long no write was accepted around each fault. For one thread. */
public final class Outages {

  private final Map<String, List<Duration>> byFault = new TreeMap<>();

  /**
   * The longest time between two accepted writes.
   *
   * @param acceptedAt in order
   * @param from from the last one before this moment
   * @param to up to this moment
   */
  static Duration longest(LongStream acceptedAt, long from, long to) {
    long longest = 0;
    long last = from;
    for (long accepted : acceptedAt.toArray()) {
      if (accepted > to) {
        break;
      }
      if (accepted > from) {
        longest = Math.max(longest, accepted - last);
      }
      last = accepted;
    }
    return Duration.ofNanos(longest);
  }

  /** Takes down what a fault did. */
  public Duration add(String fault, LongStream acceptedAt, long from, long to) {
    Duration longest = longest(acceptedAt, from, to);
    byFault.computeIfAbsent(fault, first -> new ArrayList<>()).add(longest);
    return longest;
  }

  /** A line for each fault: how often, median and maximum in seconds. */
  public String table() {
    return byFault.entrySet().stream().map(fault -> {
      List<Duration> sorted = fault.getValue().stream().sorted().toList();
      return String.format(Locale.ROOT, "%-36s %5d %8.2f %8.2f", fault.getKey(), sorted.size(),
          seconds(sorted.get(sorted.size() / 2)), seconds(sorted.getLast()));
    }).collect(Collectors.joining("\n",
        String.format("%-36s %5s %8s %8s%n", "no write accepted for", "times", "median s", "max s"), ""));
  }

  private static double seconds(Duration span) {
    return span.toMillis() / 1000.0;
  }
}
