package io.swarmd.swarmd;

import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.StateDigest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A replicated log whose failure also ends the node: a manager that cannot write must not seem to serve. */
final class WatchedLog implements ReplicatedLog {

  private final ReplicatedLog log;
  private final Consumer<Throwable> failed;

  WatchedLog(ReplicatedLog log, Consumer<Throwable> failed) {
    this.log = log;
    this.failed = failed;
  }

  @Override
  public void start(Listener listener) {
    log.start(new Listener() {
      @Override
      public void installed(long version, StateDigest digest, Iterable<Stored> objects) {
        listener.installed(version, digest, objects);
      }

      @Override
      public Applied committed(long term, long index, byte[] bytes, Object decoded) {
        return listener.committed(term, index, bytes, decoded);
      }

      @Override
      public void leading(long term) {
        listener.leading(term);
      }

      @Override
      public void following() {
        listener.following();
      }

      @Override
      public void failed(Throwable cause) {
        listener.failed(cause);
        failed.accept(cause);
      }
    });
  }

  @Override
  public CompletableFuture<Void> append(Entry entry) {
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
