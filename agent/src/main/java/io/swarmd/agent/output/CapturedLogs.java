package io.swarmd.agent.output;

import io.swarmd.agent.exec.LogOptions;
import io.swarmd.agent.exec.LogReading;
import io.swarmd.agent.exec.LogSink;
import io.swarmd.agent.exec.TaskLogs;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The kept output of one task. Each reading has a thread of its own, which waits for its sink and, when it follows,
 * looks for more lines ten times a second.
 *
 * @param over whether the process has ended, or will never begin: no more lines will come
 * @param blocking a thread for each piece of work
 */
public record CapturedLogs(OutputCapture capture, BooleanSupplier over, Executor blocking) implements TaskLogs {

  @Override
  public LogReading read(LogOptions options, LogSink sink) {
    CapturedReading reading = new CapturedReading(capture, over, options, sink);
    blocking.execute(reading::run);
    return reading;
  }
}
