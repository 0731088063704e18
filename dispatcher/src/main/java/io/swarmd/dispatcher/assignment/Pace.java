package io.swarmd.dispatcher.assignment;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When a stream sends: at once after a quiet time, and while messages go out only after a pause, in which changes
 * gather, or when enough have gathered. While the transport is not ready nothing is sent and no timer runs.
 */
final class Pace {

  private final Environment environment;
  private final EventLoop loop;
  private final PaceLimits limits;
  private final BooleanSupplier transportReady;
  private final Runnable send;
  private long sentNanos;
  private Timer timer;

  Pace(Environment environment, EventLoop loop, PaceLimits limits, BooleanSupplier transportReady, Runnable send) {
    this.environment = environment;
    this.loop = loop;
    this.limits = limits;
    this.transportReady = transportReady;
    this.send = send;
  }

  /** A message has just gone out. */
  void sent() {
    sentNanos = environment.monotonicNanos();
    stop();
  }

  /** So many changes wait: sends them, or arranges for it. */
  void waiting(int changes) {
    if (changes == 0 || !transportReady.getAsBoolean()) {
      return;
    }
    Duration rest = limits.pause().minusNanos(environment.monotonicNanos() - sentNanos);
    if (changes >= limits.changes() || !rest.isPositive()) {
      send.run();
    } else if (timer == null) {
      timer = loop.schedule(rest, this::pauseOver);
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void pauseOver() {
    timer = null;
    if (transportReady.getAsBoolean()) {
      send.run();
    }
  }
}
