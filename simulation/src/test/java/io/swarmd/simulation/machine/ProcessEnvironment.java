package io.swarmd.simulation.machine;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The environment of one process: it has a wall clock of its own, and dies with all its loops at once. */
public final class ProcessEnvironment implements Environment {

  private final Environment shared;
  private final List<EventLoop> loops = new ArrayList<>();
  private Duration clockShift = Duration.ZERO;
  private boolean dead;

  public ProcessEnvironment(Environment shared, Duration clockShift) {
    this.shared = shared;
    this.clockShift = clockShift;
  }

  /** Makes this process's wall clock jump. */
  public void shiftClock(Duration by) {
    clockShift = clockShift.plus(by);
  }

  public Duration clockShift() {
    return clockShift;
  }

  /** Ends the process: nothing of it runs any more. */
  public void kill() {
    dead = true;
    loops.forEach(EventLoop::close);
  }

  @Override
  public Instant now() {
    return shared.now().plus(clockShift);
  }

  @Override
  public long monotonicNanos() {
    return shared.monotonicNanos();
  }

  @Override
  public RandomGenerator random() {
    return shared.random();
  }

  @Override
  public EventLoop newLoop(String name) {
    EventLoop loop = shared.newLoop(name);
    loops.add(loop);
    if (dead) {
      loop.close();
    }
    return loop;
  }
}
