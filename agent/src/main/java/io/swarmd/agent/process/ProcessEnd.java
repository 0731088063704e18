package io.swarmd.agent.process;

import io.swarmd.agent.exec.TemporaryFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Ends one task's process, and learns of its end. Blocks; for threads that may. */
final class ProcessEnd {

  /** How long a begun process may take to write its number, and its shell to write the exit code. */
  static final Duration RECORD_LIMIT = Duration.ofSeconds(3);

  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 20;

  private final TaskDirectory task;
  private final String bootId;

  ProcessEnd(TaskDirectory task, String bootId) {
    this.task = task;
    this.bootId = bootId;
  }

  /** Whether nothing of the task can run: it ended, never began and never will, or the machine restarted since. */
  boolean isOver() {
    return task.exitCode().isPresent()
        || task.isOfEarlierBoot(bootId)
        || task.process().filter(process -> !process.isAlive()).isPresent();
  }

  /**
   * Waits until the process has begun, or is over already.
   *
   * @throws IllegalStateException when a start was cut short before the process began; it will not begin any more
   */
  void requireBegun() throws IOException, InterruptedException {
    boolean begun = waitUntil(() -> task.process().isPresent() || isOver(), RECORD_LIMIT);
    if (!begun && task.claimAgainstStart()) {
      throw new IllegalStateException("the process was never begun");
    }
  }

  /**
   * Sends the stop signal to the process group, and SIGKILL when the grace period has passed.
   *
   * @throws TemporaryFailure when even then the process does not end
   */
  void bringAbout(int stopSignal, Duration grace) throws IOException, InterruptedException {
    if (!task.isStarted()) {
      return;
    }
    if (isOver()) {
      awaitRecord();
      return;
    }
    if (task.process().isEmpty() && task.claimAgainstStart()) {
      return;
    }
    if (!waitUntil(() -> task.process().isPresent() || isOver(), RECORD_LIMIT)) {
      throw new TemporaryFailure("the process has begun and has not said its number yet");
    }
    Optional<ProcessTable.Identity> process = task.process().filter(ProcessTable.Identity::isAlive);
    if (process.isPresent() && !endsBy(process.get(), stopSignal, grace) && !isKilled(process.get())) {
      throw new TemporaryFailure("process " + process.get().pid() + " does not end");
    }
    awaitRecord();
    if (process.isPresent() && task.exitCode().isEmpty()) {
      // The shell that should have ended the rest of the group is gone as well.
      Signals.sendToGroup(process.get().pid(), Signals.KILL);
    }
  }

  /** The shell beside the process writes the exit code a moment after the end. */
  private void awaitRecord() throws InterruptedException {
    waitUntil(() -> task.exitCode().isPresent() || task.isOfEarlierBoot(bootId) || !task.hasBegun(), RECORD_LIMIT);
  }

  /** The shell at the head of a task's namespaces is left alive, to tell how its command ended, if that ends it. */
  private boolean isKilled(ProcessTable.Identity process) throws InterruptedException {
    if (task.hasNamespaces()) {
      ProcessHandle.of(process.pid()).stream().flatMap(ProcessHandle::children)
          .forEach(command -> Signals.send(command.pid(), Signals.KILL));
      if (waitUntil(() -> !process.isAlive(), RECORD_LIMIT)) {
        return true;
      }
    }
    return endsBy(process, Signals.KILL, KILL_LIMIT);
  }

  private boolean endsBy(ProcessTable.Identity process, int signal, Duration limit) throws InterruptedException {
    Signals.sendToGroup(process.pid(), signal);
    return waitUntil(() -> !process.isAlive(), limit);
  }

  /** Looks again and again until the condition holds; false when it does not within the limit. */
  static boolean waitUntil(BooleanSupplier condition, Duration limit) throws InterruptedException {
    return waitUntil(condition, limit, POLL_MILLIS);
  }

  /** The same for what is in no hurry. */
  static boolean waitUntil(BooleanSupplier condition, Duration limit, long pollMillis) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(pollMillis);
    }
    return true;
  }
}
