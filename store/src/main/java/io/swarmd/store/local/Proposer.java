package io.swarmd.store.local;

import io.swarmd.loop.EventLoop;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.entry.EntryWriter;
import io.swarmd.store.local.HeadEntry.Fate;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes entries and appends them to the log, on a loop of its own because appending may block (design notes, A1 and
 * A2). One entry at a time, in order.
 */
final class Proposer {

  private static final Logger log = LoggerFactory.getLogger(Proposer.class);

  private final ReplicatedLog replicated;
  private final EventLoop loop;
  private final BiConsumer<HeadEntry, Fate> settle;
  private final Runnable idle;

  /**
   * A proposer.
   *
   * @param settle told on any thread when an entry was not appended, or is not known to be committed
   * @param idle told on this loop when the next entry may come
   */
  Proposer(ReplicatedLog replicated, EventLoop loop, BiConsumer<HeadEntry, Fate> settle, Runnable idle) {
    this.replicated = replicated;
    this.loop = loop;
    this.settle = settle;
    this.idle = idle;
  }

  void submit(HeadEntry entry) {
    loop.execute(() -> {
      try {
        append(entry);
      } finally {
        idle.run();
      }
    });
  }

  private void append(HeadEntry entry) {
    if (entry.session().over()) {
      settle.accept(entry, Fate.NOT_WRITTEN);
      return;
    }
    long base = entry.parent().version();
    byte[] bytes = EntryWriter.encode(base, entry.transactions());
    if (bytes.length > ReplicatedLog.MAX_ENTRY_BYTES) {
      log.error("an entry of {} bytes was thought to fit into {}", bytes.length, ReplicatedLog.MAX_ENTRY_BYTES);
      settle.accept(entry, Fate.NOT_WRITTEN);
      return;
    }
    try {
      CompletableFuture<Void> appended =
          replicated.append(new ReplicatedLog.Entry(entry.session().term(), base, bytes, entry));
      appended.whenComplete((nothing, failure) -> settle.accept(entry, Fate.UNKNOWN));
    } catch (RuntimeException failure) {
      log.warn("appending to the log failed", failure);
      settle.accept(entry, Fate.UNKNOWN);
    }
  }
}
