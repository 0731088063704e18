package io.swarmd.agent.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a running task again and again whether it is well, on a thread of its own, until it is over or given up. */
final class HealthWatch {

  private static final Logger log = LoggerFactory.getLogger(HealthWatch.class);

  private static final long LOOK_MILLIS = 100;

  private final HealthCheck check;
  private final HealthProbe probe;
  private final BooleanSupplier over;
  private final CompletableFuture<Void> healthy = new CompletableFuture<>();
  private final CompletableFuture<String> unhealthy = new CompletableFuture<>();

  /** @param over whether the task needs no more watching */
  HealthWatch(HealthCheck check, HealthProbe probe, BooleanSupplier over) {
    this.check = check;
    this.probe = probe;
    this.over = over;
  }

  /** Completes at the first probe that succeeds, and when the task is over. */
  CompletableFuture<Void> healthy() {
    return healthy;
  }

  /** Completes with the reason when the task is given up. */
  CompletableFuture<String> unhealthy() {
    return unhealthy;
  }

  /** Why the task was given up, if it was. */
  Optional<String> verdict() {
    return unhealthy.isDone() ? Optional.of(unhealthy.join()) : Optional.empty();
  }

  /** Watches; returns when there is nothing more to watch. */
  void run() {
    long start = System.nanoTime();
    Health health = Health.UNKNOWN;
    try {
      while (!health.isUnhealthy(check)) {
        Duration running = Duration.ofNanos(System.nanoTime() - start);
        if (ProcessEnd.waitUntil(over, health.pause(check, running), LOOK_MILLIS)) {
          healthy.complete(null);
          return;
        }
        health = after(health, start);
      }
      unhealthy.complete(health.verdict());
    } catch (InterruptedException stopped) {
      log.debug("a health check was interrupted", stopped);
    }
  }

  private Health after(Health health, long start) throws InterruptedException {
    Optional<String> failure = failure();
    if (failure.isEmpty()) {
      healthy.complete(null);
      return health.well();
    }
    return health.unwell(check, Duration.ofNanos(System.nanoTime() - start), failure.get());
  }

  private Optional<String> failure() throws InterruptedException {
    try {
      return probe.failure(check.timeout());
    } catch (IOException broken) {
      return Optional.of("the health check cannot be run: " + ProcessLaunch.told(broken));
    }
  }
}
