package io.swarmd.agent.exec;

/** What one task wrote, to be read as often as wanted (dispatch sheet, 5.7). */
public interface TaskLogs {

  /**
   * Begins one reading and returns at once; lines reach the sink from a thread of the executor's own, in the order they
   * were written. A reading that follows begins with a task that has not written yet, or not started, and ends when the
   * task has ended and all was passed on; one that does not ends with what is there now.
   */
  LogReading read(LogOptions options, LogSink sink);
}
