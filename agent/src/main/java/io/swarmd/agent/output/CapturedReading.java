package io.swarmd.agent.output;

import com.google.protobuf.ByteString;
import io.swarmd.agent.exec.LogLine;
import io.swarmd.agent.exec.LogOptions;
import io.swarmd.agent.exec.LogReading;
import io.swarmd.agent.exec.LogSink;
import io.swarmd.api.LogStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** One reading of a journal, on a thread of its own. */
final class CapturedReading implements LogReading {

  private static final long LOOK_MILLIS = 100;
  private static final ByteString GAP =
      ByteString.copyFromUtf8("swarmd: lines are missing here, as the log was rotated before they were read\n");

  private final OutputCapture capture;
  private final BooleanSupplier over;
  private final LogOptions options;
  private final LogSink sink;
  private volatile boolean cancelled;

  CapturedReading(OutputCapture capture, BooleanSupplier over, LogOptions options, LogSink sink) {
    this.capture = capture;
    this.over = over;
    this.options = options;
    this.sink = sink;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  void run() {
    try {
      boolean ended = take();
      long passedOver = options.last().isPresent() ? older(options.last().getAsLong()) : 0;
      try (Cursor cursor = new Cursor(capture.segments())) {
        follow(cursor, passedOver, ended);
      }
      if (!cancelled) {
        sink.ended();
      }
    } catch (IOException | InterruptedException | RuntimeException failure) {
      if (!cancelled) {
        sink.failed(failure);
      }
    }
  }

  /** Takes over what is new; true when that was the last there is. */
  private boolean take() {
    boolean ended = over.getAsBoolean() || capture.isClosed();
    capture.take(ended);
    return ended;
  }

  /** How many of the lines wanted are older than the last ones. */
  private long older(long last) throws IOException {
    long count = 0;
    try (Cursor cursor = new Cursor(capture.segments())) {
      for (Optional<OutputRecord> next = cursor.next(); next.isPresent() && !cancelled; next = cursor.next()) {
        count += isWanted(next.get()) ? 1 : 0;
      }
    }
    return Math.max(0, count - last);
  }

  private void follow(Cursor cursor, long passedOver, boolean endedBefore) throws IOException, InterruptedException {
    boolean ended = endedBefore;
    long left = pass(cursor, passedOver);
    while (options.follow() && !ended && !cancelled) {
      Thread.sleep(LOOK_MILLIS);
      ended = take();
      left = pass(cursor, left);
    }
  }

  /** Passes on all there is; gives how many lines are yet to be passed over. */
  private long pass(Cursor cursor, long passedOver) throws IOException {
    long left = passedOver;
    for (Optional<OutputRecord> next = cursor.next(); next.isPresent() && !cancelled; next = cursor.next()) {
      OutputRecord line = next.get();
      if (cursor.missedLines()) {
        pass(new LogLine(line.at(), LogStream.LOG_STREAM_STDERR, GAP, List.of()));
      }
      if (isWanted(line) && left-- <= 0) {
        left = 0;
        pass(new LogLine(line.at(), line.stream(), ByteString.copyFrom(line.data()), List.of()));
      }
    }
    return left;
  }

  private void pass(LogLine line) {
    if (!sink.ready()) {
      CompletableFuture<Void> room = new CompletableFuture<>();
      sink.whenReady(() -> room.complete(null));
      room.join();
    }
    if (!cancelled) {
      sink.line(line);
    }
  }

  private boolean isWanted(OutputRecord line) {
    return line.data().length > 0 && options.streams().contains(line.stream())
        && options.since().filter(line.at()::isBefore).isEmpty();
  }
}
