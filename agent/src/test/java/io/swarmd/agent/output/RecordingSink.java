package io.swarmd.agent.output;

import io.swarmd.agent.exec.LogLine;
import io.swarmd.agent.exec.LogSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a reading finds; has room for so many lines. */
public final class RecordingSink implements LogSink {

  public final List<LogLine> lines = new CopyOnWriteArrayList<>();
  public volatile boolean ended;
  public volatile Throwable failure;
  volatile int room = Integer.MAX_VALUE;
  private Runnable waiting;

  @Override
  public boolean ready() {
    return lines.size() < room;
  }

  @Override
  public synchronized void whenReady(Runnable step) {
    if (ready()) {
      step.run();
    } else {
      waiting = step;
    }
  }

  synchronized boolean waiting() {
    return waiting != null;
  }

  synchronized void makeRoom(int more) {
    room += more;
    waiting.run();
  }

  @Override
  public void line(LogLine line) {
    lines.add(line);
  }

  @Override
  public void ended() {
    ended = true;
  }

  @Override
  public void failed(Throwable why) {
    failure = why;
  }

  public List<String> texts() {
    return lines.stream().map(line -> line.data().toStringUtf8().strip()).toList();
  }
}
