package io.swarmd.agent.exec;

import com.google.protobuf.ByteString;
import io.swarmd.api.LogAttr;
import io.swarmd.api.LogStream;
import java.time.Instant;
import java.util.List;

/**
 * One line a task wrote.
 *
 * @param at when it was written, as far as that is known
 * @param data the bytes, the newline at their end included where there was one
 * @param attributes what the task's log driver adds to each line
 */
public record LogLine(Instant at, LogStream stream, ByteString data, List<LogAttr> attributes) {

  public LogLine {
    attributes = List.copyOf(attributes);
  }
}
