package io.swarmd.dispatcher.logs;

import com.google.protobuf.ByteString;
import io.swarmd.api.LogContext;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogStream;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** The lines that wait for one reader, bounded: where lines were dropped, a line of our own says how many. */
final class LineQueue {

  /** What a line takes beside its text. */
  private static final int OVERHEAD = 256;
  /** Lines that wait are sent together, up to so much. */
  private static final int BATCH_BYTES = 64 << 10;

  private final LogLimits limits;
  private final Deque<LogMessage> lines = new ArrayDeque<>();
  private long bytes;
  private long dropped;
  private LogContext lastDropped = LogContext.getDefaultInstance();

  LineQueue(LogLimits limits) {
    this.limits = limits;
  }

  /** Takes a line, or drops it when there is no room; {@code spare} allows no more than makes nodes wait. */
  void add(LogMessage line, boolean spare, Instant now) {
    boolean full = bytes >= (spare || dropped > 0 ? limits.pauseBytes() : limits.queueBytes());
    if (full) {
      dropped++;
      lastDropped = line.getContext();
      return;
    }
    noteDropped(now);
    append(line);
  }

  private void append(LogMessage line) {
    lines.add(line);
    bytes += size(line);
  }

  /** Lines that came after a gap must not hide it. */
  void noteDropped(Instant now) {
    if (dropped > 0) {
      append(LogMessage.newBuilder().setContext(lastDropped).setTimestamp(WireTime.timestamp(now))
          .setStream(LogStream.LOG_STREAM_STDERR)
          .setData(ByteString.copyFromUtf8("swarmd: " + dropped + (dropped == 1 ? " line was" : " lines were")
              + " dropped here, as lines came faster than they were read\n"))
          .build());
      dropped = 0;
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Whether nodes should wait. */
  boolean isFull() {
    return bytes >= limits.pauseBytes();
  }

  long bytes() {
    return bytes;
  }

  /** Takes out what is sent next, one line at least. */
  SubscribeLogsMessage next() {
    SubscribeLogsMessage.Builder batch = SubscribeLogsMessage.newBuilder();
    int taken = 0;
    while (!lines.isEmpty() && taken < BATCH_BYTES) {
      LogMessage line = lines.poll();
      taken += size(line);
      batch.addMessages(line);
    }
    bytes -= taken;
    return batch.build();
  }

  private static int size(LogMessage line) {
    return line.getSerializedSize() + OVERHEAD;
  }
}
