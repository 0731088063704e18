package io.swarmd.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A machine that exists only in the test: time stands still while a task runs and jumps to the next task when it has
 * ended. All loops share one queue, ordered by time and then by arrival; tasks of one loop keep their order. The same
 * seed gives the same run.
 *
 * <p>Single-threaded: everything, also the methods that let time pass, is called from one thread.
 */
public final class SimulatedEnvironment implements Environment {

  /** A task and the moment it is due; {@code arrival} keeps tasks of one moment in order. */
  private record Event(long atNanos, long arrival, SimulatedLoop loop, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(arrival, other.arrival);
    }
  }

  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final Random random;
  private final Instant origin = Instant.parse("2026-01-01T00:00:00Z");
  private long nowNanos;
  private long arrivals;
  private Duration wallClockShift = Duration.ZERO;
  private SimulatedLoop running;

  public SimulatedEnvironment(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public Instant now() {
    return origin.plusNanos(nowNanos).plus(wallClockShift);
  }

  @Override
  public long monotonicNanos() {
    return nowNanos;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public EventLoop newLoop(String name) {
    return new SimulatedLoop(name);
  }

  /** Makes the wall clock jump, forward or back; timers are not moved by it. */
  public void shiftWallClock(Duration by) {
    wallClockShift = wallClockShift.plus(by);
  }

  /** Runs the next task, letting time pass up to its moment; false when nothing waits. */
  public boolean step() {
    Event next = queue.poll();
    if (next == null) {
      return false;
    }
    nowNanos = Math.max(nowNanos, next.atNanos);
    if (!next.loop.closed) {
      running = next.loop;
      try {
        next.task.run();
      } finally {
        running = null;
      }
    }
    return true;
  }

  /** Lets the span pass, running all that falls due in it, its end included. */
  public void runFor(Duration span) {
    long end = nowNanos + span.toNanos();
    while (!queue.isEmpty() && queue.peek().atNanos <= end) {
      step();
    }
    nowNanos = end;
  }

  /** Runs all that is due now, without letting time pass. */
  public void runDue() {
    runFor(Duration.ZERO);
  }

  /** How long until the next task is due; null when nothing waits. */
  public Duration untilNext() {
    return queue.isEmpty() ? null : Duration.ofNanos(Math.max(0, queue.peek().atNanos - nowNanos));
  }

  /** A loop of this machine. A task that throws ends the run: in a test that is what is wanted. */
  private final class SimulatedLoop implements EventLoop {

    private final String name;
    private boolean closed;

    SimulatedLoop(String name) {
      this.name = name;
    }

    @Override
    public void execute(Runnable task) {
      enqueue(nowNanos, task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      Event event = enqueue(nowNanos + Math.max(0, delay.toNanos()), task);
      return () -> queue.remove(event);
    }

    private Event enqueue(long atNanos, Runnable task) {
      Event event = new Event(atNanos, arrivals++, this, task);
      if (!closed) {
        queue.add(event);
      }
      return event;
    }

    @Override
    public boolean inLoop() {
      return running == this;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
