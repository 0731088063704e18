package io.swarmd.agent.engine;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program that stays on a machine. What started it there only waits for it: the program itself is its child. */
public final class Daemon {

  private static final int STOP_SECONDS = 60;

  private final Process entry;

  Daemon(Process entry) {
    this.entry = entry;
  }

  public boolean isAlive() {
    return entry.isAlive();
  }

  private Optional<ProcessHandle> program() {
    return entry.children().findFirst();
  }

  /** Asks it to end and waits. */
  public void stop() {
    program().ifPresent(ProcessHandle::destroy);
    await();
  }

  /** Ends it without a word. */
  public void kill() {
    program().ifPresent(ProcessHandle::destroyForcibly);
    await();
  }

  private void await() {
    try {
      if (!entry.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        program().ifPresent(ProcessHandle::destroyForcibly);
        entry.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
