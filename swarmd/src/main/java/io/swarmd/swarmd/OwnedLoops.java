package io.swarmd.swarmd;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/**
 * An environment whose loops end together. For parts that are made once for a manager and have no end of their own;
 * what starts and stops with each leadership closes its loops itself. Safe for many threads.
 */
final class OwnedLoops implements Environment, AutoCloseable {

  private final Environment environment;
  private final Queue<EventLoop> made = new ConcurrentLinkedQueue<>();

  OwnedLoops(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Instant now() {
    return environment.now();
  }

  @Override
  public long monotonicNanos() {
    return environment.monotonicNanos();
  }

  @Override
  public RandomGenerator random() {
    return environment.random();
  }

  @Override
  public EventLoop newLoop(String name) {
    EventLoop loop = environment.newLoop(name);
    made.add(loop);
    return loop;
  }

  @Override
  public void close() {
    made.forEach(EventLoop::close);
  }
}
