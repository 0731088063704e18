package io.swarmd.store.simulated;

import io.swarmd.store.ReplicatedLog;
import java.util.concurrent.CompletableFuture;

/** An entry under way, whose log appended it, and the future it was promised. */
record LogRecord(ReplicatedLog.Entry entry, SimulatedLog owner, CompletableFuture<Void> done) {

  void fail(String text) {
    done.completeExceptionally(new IllegalStateException(text));
  }
}
