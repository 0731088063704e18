package io.swarmd.store.local;

import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.StateDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A log that does nothing until the test says so. */
final class HeldLog implements ReplicatedLog {

  record Appended(Entry entry, CompletableFuture<Void> done) {}

  private final List<Appended> appended = new ArrayList<>();
  private Listener listener;
  private long index;

  @Override
  public void start(Listener receiver) {
    listener = receiver;
    receiver.installed(0, StateDigest.FOUNDING, List.of());
  }

  @Override
  public CompletableFuture<Void> append(Entry entry) {
    Appended taken = new Appended(entry, new CompletableFuture<>());
    appended.add(taken);
    return taken.done();
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return CompletableFuture.failedFuture(new IllegalStateException("no leader"));
  }

  @Override
  public void close() {}

  Listener listener() {
    return listener;
  }

  List<Appended> appended() {
    return appended;
  }

  /** Commits the entry of that number as the leader's own. */
  void commit(int number) {
    Appended taken = appended.get(number);
    listener.committed(taken.entry().term(), ++index, taken.entry().bytes(), taken.entry().decoded());
    taken.done().complete(null);
  }

  /** Commits it after the leadership it was made in was forgotten. */
  void commitForgotten(int number) {
    Entry entry = appended.get(number).entry();
    listener.committed(entry.term(), ++index, entry.bytes(), null);
  }

  void fail(int number) {
    appended.get(number).done().completeExceptionally(new IllegalStateException("refused"));
  }
}
