package io.swarmd.agent.exec;

/**
 * Takes what a reading finds, called by one thread at a time: lines, and at the end either {@link #ended} or
 * {@link #failed}, once. No call blocks.
 */
public interface LogSink {

  /** Whether more lines are wanted now. A line under way is taken all the same; then the reader waits. */
  boolean ready();

  /** Runs the step once there is room: at once when there is, else from another thread; it must not block. */
  void whenReady(Runnable step);

  /** Takes one line. */
  void line(LogLine line);

  /** All was passed on. */
  void ended();

  /** The reading cannot go on; the message is shown to users. */
  void failed(Throwable why);
}
