package io.swarmd.agent.worker;

import com.google.protobuf.ByteString;
import io.swarmd.agent.exec.LogLine;
import io.swarmd.agent.exec.LogOptions;
import io.swarmd.agent.exec.LogReading;
import io.swarmd.agent.exec.LogSink;
import io.swarmd.agent.exec.TaskLogs;
import io.swarmd.api.LogStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Logs that a test writes while they are read. */
public final class ScriptedLogs implements TaskLogs {

  /** One reading. */
  public static final class Reading implements LogReading {

    public final LogOptions options;
    public final LogSink sink;
    public boolean cancelled;

    Reading(LogOptions options, LogSink sink) {
      this.options = options;
      this.sink = sink;
    }

    public void line(String text) {
      sink.line(new LogLine(
          Instant.EPOCH, LogStream.LOG_STREAM_STDOUT, ByteString.copyFromUtf8(text + "\n"), List.of()));
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  public final List<Reading> readings = new ArrayList<>();

  @Override
  public LogReading read(LogOptions options, LogSink sink) {
    Reading reading = new Reading(options, sink);
    readings.add(reading);
    return reading;
  }
}
