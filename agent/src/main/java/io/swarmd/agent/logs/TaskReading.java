package io.swarmd.agent.logs;

import com.google.protobuf.ByteString;
import io.swarmd.agent.exec.LogLine;
import io.swarmd.agent.exec.LogOptions;
import io.swarmd.agent.exec.LogReading;
import io.swarmd.agent.exec.LogSink;
import io.swarmd.api.LogContext;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogStream;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The reading of one task for one subscription. Lines come from a thread of the executor and are handed to the loop;
 * the reader is held back while too many of them are on their way or they come too fast.
 */
final class TaskReading implements LogSink {

  /** How much of one task may be between its reader and the transport. */
  static final int BYTES_UNDER_WAY = 128 << 10;

  /** What is told of a reading, on the loop. */
  interface Receiver {
    void line(TaskReading from, LogMessage line);

    void ended(TaskReading reading);
  }

  private final Environment environment;
  private final EventLoop loop;
  private final LogContext context;
  private final Receiver receiver;
  private final Throttle throttle;
  private LogReading reading = () -> {};
  private long underWay;
  private boolean tooFast;
  private boolean cancelled;
  private Runnable waiting = () -> {};

  TaskReading(Environment environment, EventLoop loop, LogContext context, Receiver receiver) {
    this.environment = environment;
    this.loop = loop;
    this.context = context;
    this.receiver = receiver;
    this.throttle = new Throttle(environment.monotonicNanos());
  }

  /** On the loop, like all but what {@link LogSink} has. */
  void begin(LoggedTask task, LogOptions options) {
    try {
      reading = task.logs().read(options, this);
    } catch (RuntimeException failure) {
      failed(failure);
    }
  }

  @Override
  public synchronized boolean ready() {
    return cancelled || (underWay < BYTES_UNDER_WAY && !tooFast);
  }

  @Override
  public void whenReady(Runnable step) {
    synchronized (this) {
      if (!ready()) {
        waiting = step;
        return;
      }
    }
    step.run();
  }

  @Override
  public void line(LogLine line) {
    pass(line.data(), LogMessage.newBuilder().setContext(context).setTimestamp(WireTime.timestamp(line.at()))
        .setStream(line.stream()).setData(line.data()).addAllAttrs(line.attributes()).build());
  }

  private void pass(ByteString data, LogMessage line) {
    synchronized (this) {
      underWay += data.size();
    }
    loop.execute(() -> receiver.line(this, line));
  }

  @Override
  public void ended() {
    loop.execute(() -> receiver.ended(this));
  }

  /** Whoever reads is told why there is nothing, rather than left with nothing. */
  @Override
  public void failed(Throwable why) {
    line(new LogLine(environment.now(), LogStream.LOG_STREAM_STDERR, ByteString.copyFromUtf8(
        "swarmd: the output of this task cannot be read: " + why.getMessage() + "\n"), List.of()));
    ended();
  }

  /** The line has gone out: there may be room for more, at once or in a while. */
  void sent(LogMessage line) {
    Duration pause = throttle.sent(line.getData().size(), environment.monotonicNanos());
    boolean paused;
    synchronized (this) {
      underWay -= line.getData().size();
      paused = tooFast;
    }
    if (!paused) {
      goOnAfter(pause);
    }
  }

  private void goOnAfter(Duration pause) {
    synchronized (this) {
      tooFast = !pause.isZero();
    }
    if (pause.isZero()) {
      wake();
    } else {
      loop.schedule(pause, () -> goOnAfter(throttle.sent(0, environment.monotonicNanos())));
    }
  }

  private void wake() {
    Runnable step;
    synchronized (this) {
      if (!ready()) {
        return;
      }
      step = waiting;
      waiting = () -> {};
    }
    step.run();
  }

  /** Ends the reading; a reader that waits is let go. */
  void cancel() {
    reading.cancel();
    synchronized (this) {
      cancelled = true;
    }
    wake();
  }
}
