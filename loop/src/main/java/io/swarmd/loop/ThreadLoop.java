package io.swarmd.loop;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop on a thread of its own. */
final class ThreadLoop implements EventLoop {

  private static final Logger log = LoggerFactory.getLogger(ThreadLoop.class);

  private final String name;
  private final ScheduledThreadPoolExecutor executor;
  private volatile Thread thread;

  ThreadLoop(String name) {
    this.name = name;
    this.executor = new ScheduledThreadPoolExecutor(1, this::newThread);
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private Thread newThread(Runnable body) {
    Thread created = Thread.ofPlatform().daemon().name(name).unstarted(body);
    thread = created;
    return created;
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(() -> runLogged(task));
    } catch (RejectedExecutionException closed) {
      log.trace("loop {} is closed, a task is dropped", name);
    }
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> scheduled =
          executor.schedule(() -> runLogged(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  private void runLogged(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      log.error("a task of loop {} failed", name, failure);
    }
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    executor.shutdown();
    executor.getQueue().clear();
  }
}
