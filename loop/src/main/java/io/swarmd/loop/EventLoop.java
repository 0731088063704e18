package io.swarmd.loop;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Runs what it is given one at a time and in order. State owned by a loop is touched only from the loop and needs no
 * lock. A task must not block; one that throws is logged and the loop goes on.
 */
public interface EventLoop extends Executor, AutoCloseable {

  /** Runs the task after all that was given before. From any thread; ignored once the loop is closed. */
  @Override
  void execute(Runnable task);

  /** Runs the task on this loop once the delay has passed; a delay of zero or less means as soon as possible. */
  Timer schedule(Duration delay, Runnable task);

  /** Whether the caller runs on this loop. */
  boolean inLoop();

  /** The name given at creation. */
  String name();

  /** Stops after the task that is running; what is queued and all timers are dropped. Does not wait. */
  @Override
  void close();
}
