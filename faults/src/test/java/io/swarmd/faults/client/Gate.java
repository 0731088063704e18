package io.swarmd.faults.client;

/** Lets clients work, or holds them back until nobody works. Any thread may call. */
final class Gate {

  private boolean open = true;
  private boolean over;
  private int inside;

  /** Waits to be let in; false when there is nothing to do any more. */
  synchronized boolean enter() {
    while (!open && !over) {
      await();
    }
    if (!over) {
      inside++;
    }
    return !over;
  }

  synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Returns once nobody is inside. */
  synchronized void close() {
    open = false;
    while (inside > 0) {
      await();
    }
  }

  synchronized void open() {
    open = true;
    notifyAll();
  }

  /** Sends everybody home. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  private void await() {
    try {
      wait();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }
}
