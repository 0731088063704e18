package io.swarmd.bench.jmh;

import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.StateDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A log of one member that commits at once and keeps nothing: the store alone is measured. */
final class DirectLog implements ReplicatedLog {

  private static final long TERM = 1;

  private Listener listener;
  private long index;

  @Override
  public void start(Listener receiver) {
    listener = receiver;
    listener.installed(0, StateDigest.FOUNDING, List.of());
    listener.leading(TERM);
  }

  @Override
  public CompletableFuture<Void> append(Entry entry) {
    listener.committed(entry.term(), ++index, entry.bytes(), entry.decoded());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}
}
