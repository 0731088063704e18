package io.swarmd.store.contract;

import io.swarmd.store.ReplicatedLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is appended to a log. */
final class CountingLog implements ReplicatedLog {

  private final ReplicatedLog log;
  private final AtomicInteger appended = new AtomicInteger();

  CountingLog(ReplicatedLog log) {
    this.log = log;
  }

  int appended() {
    return appended.get();
  }

  @Override
  public void start(Listener listener) {
    log.start(listener);
  }

  @Override
  public CompletableFuture<Void> append(Entry entry) {
    appended.incrementAndGet();
    return log.append(entry);
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return log.readBarrier();
  }

  @Override
  public void close() {
    log.close();
  }
}
