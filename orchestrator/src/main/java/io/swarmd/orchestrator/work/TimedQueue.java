package io.swarmd.orchestrator.work;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** What is to be taken up later, by its time; things of one time in the order in which they came. */
public final class TimedQueue<T> {

  private record Entry<T>(T what, Instant at, long order) {}

  private final PriorityQueue<Entry<T>> queue =
      new PriorityQueue<>(Comparator.comparing((Entry<T> entry) -> entry.at()).thenComparing(Entry::order));
  private long added;

  public void add(T what, Instant at) {
    queue.add(new Entry<>(what, at, added++));
  }

  /** Takes all whose time has come. */
  public List<T> take(Instant now) {
    List<T> due = new ArrayList<>();
    while (!queue.isEmpty() && !queue.peek().at().isAfter(now)) {
      due.add(queue.poll().what());
    }
    return due;
  }

  public Optional<Instant> next() {
    return Optional.ofNullable(queue.peek()).map(Entry::at);
  }
}
