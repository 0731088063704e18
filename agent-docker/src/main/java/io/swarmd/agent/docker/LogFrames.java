package io.swarmd.agent.docker;

import com.google.protobuf.ByteString;
import io.swarmd.agent.exec.LogLine;
import io.swarmd.api.LogStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes an Engine's log stream apart (dispatch sheet, 5.7.3). Without a terminal each line comes in a frame that names
 * its stream; with one there is a single stream, cut into lines here. Either way a line begins with its time.
 */
final class LogFrames {

  private static final int STDERR = 2;
  /** The Engine cuts lines at 16 KiB; what is far beyond is no log. */
  private static final int FRAME_MAX = 1 << 20;
  private static final int RESERVED = 3;

  private final DataInputStream input;
  private final boolean terminal;

  LogFrames(InputStream input, boolean terminal) {
    this.input = new DataInputStream(new BufferedInputStream(input));
    this.terminal = terminal;
  }

  /** Hands on each line until the stream ends or the taker has enough. */
  void forEach(Predicate<LogLine> taker) throws IOException {
    boolean more = true;
    while (more) {
      int first = input.read();
      if (first < 0) {
        return;
      }
      try {
        more = taker.test(terminal ? terminalLine(first) : frame(first));
      } catch (EOFException cutShort) {
        return;
      }
    }
  }

  private LogLine frame(int stream) throws IOException {
    input.skipNBytes(RESERVED);
    int length = input.readInt();
    if (length < 0 || length > FRAME_MAX) {
      throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] content = new byte[length];
    input.readFully(content);
    return line(content, stream == STDERR ? LogStream.LOG_STREAM_STDERR : LogStream.LOG_STREAM_STDOUT);
  }

  private LogLine terminalLine(int first) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = first;
    while (next >= 0) {
      line.write(next);
      if (next == '\n' || line.size() >= FRAME_MAX) {
        break;
      }
      next = input.read();
    }
    return line(line.toByteArray(), LogStream.LOG_STREAM_STDOUT);
  }

  private static LogLine line(byte[] content, LogStream stream) {
    int space = 0;
    while (space < content.length && content[space] != ' ') {
      space++;
    }
    try {
      Instant at = Instant.parse(new String(content, 0, space, StandardCharsets.US_ASCII));
      int begin = Math.min(space + 1, content.length);
      return new LogLine(at, stream, ByteString.copyFrom(content, begin, content.length - begin), List.of());
    } catch (DateTimeParseException untimed) {
      return new LogLine(Instant.EPOCH, stream, ByteString.copyFrom(content), List.of());
    }
  }
}
