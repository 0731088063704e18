package io.swarmd.swarmctl.logs;

import io.swarmd.api.LogMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Puts lines that come from several tasks into the order they were written in: each is held for a short while, to let
 * those pass that were written before it. What comes later than that is shown late (dispatch sheet, section 10).
 */
final class MergeWindow {

  /** How long a line is held. */
  static final Duration WINDOW = Duration.ofMillis(500);
  /** How many are held; of more, the earliest is let go at once. */
  static final int LINES_MAX = 20_000;

  private static final class Held {
    final LogMessage line;
    final long arrived;
    final long number;
    boolean gone;

    Held(LogMessage line, long arrived, long number) {
      this.line = line;
      this.arrived = arrived;
      this.number = number;
    }
  }

  private static final Comparator<Held> BY_TIME =
      Comparator.<Held>comparingLong(held -> held.line.getTimestamp().getSeconds())
          .thenComparingInt(held -> held.line.getTimestamp().getNanos()).thenComparingLong(held -> held.number);

  private final PriorityQueue<Held> byTime = new PriorityQueue<>(BY_TIME);
  private final Deque<Held> byArrival = new ArrayDeque<>();
  private long added;

  void add(LogMessage line, long nowNanos) {
    Held held = new Held(line, nowNanos, added++);
    byTime.add(held);
    byArrival.add(held);
  }

  /** The lines whose time has come, in order. */
  List<LogMessage> due(long nowNanos) {
    List<LogMessage> due = new ArrayList<>();
    while (!byArrival.isEmpty() && (byTime.size() > LINES_MAX || isOver(byArrival.peek(), nowNanos))) {
      Held first = byTime.poll();
      first.gone = true;
      due.add(first.line);
      while (!byArrival.isEmpty() && byArrival.peek().gone) {
        byArrival.poll();
      }
    }
    return due;
  }

  private static boolean isOver(Held held, long nowNanos) {
    return nowNanos - held.arrived >= WINDOW.toNanos();
  }

  /** All that is held, in order. */
  List<LogMessage> rest() {
    List<LogMessage> rest = new ArrayList<>();
    for (Held next = byTime.poll(); next != null; next = byTime.poll()) {
      rest.add(next.line);
    }
    byArrival.clear();
    return rest;
  }

  boolean isEmpty() {
    return byTime.isEmpty();
  }
}
