package io.swarmd.agent.exec;

/** One reading under way. */
public interface LogReading {

  /** Ends the reading; the sink hears nothing more, but for a line that was on its way. From any thread, repeatable. */
  void cancel();
}
