package io.swarmd.loop;

/** A task that waits for its time. */
public interface Timer {

  /** Called from the loop of the timer, guarantees that the task does not run afterwards; otherwise does its best. */
  void cancel();
}
