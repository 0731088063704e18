package io.swarmd.store.local;

import io.swarmd.loop.EventLoop;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.StateDigest;
import io.swarmd.store.entry.EntryWriter;
import io.swarmd.store.local.HeadEntry.Fate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes entries and appends them to the log, on a loop of its own because appending may block (design notes, A1 and
 * A2). One entry at a time, in order, so each can name the state that those before it lead to.
 */
final class Proposer {

  private static final Logger log = LoggerFactory.getLogger(Proposer.class);

  /** An entry without transactions: whatever the state, it changes nothing. */
  private static final byte[] NOTHING = EntryWriter.encode(0, StateDigest.FOUNDING, List.of());

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
        send(entry);
      } catch (RuntimeException | Error failure) {
        log.warn("appending to the log failed", failure);
        settle.accept(entry, Fate.UNKNOWN);
      } finally {
        idle.run();
      }
    });
  }

  /**
   * Appends an entry that changes nothing, after all that were submitted before. The future completes, on any thread,
   * once it is applied here, and fails where that is not known.
   */
  CompletableFuture<Void> barrier(long term) {
    ReplicatedLog.Entry nothing = new ReplicatedLog.Entry(term, 0, NOTHING, null);
    return CompletableFuture.supplyAsync(() -> replicated.append(nothing), loop).thenCompose(applied -> applied);
  }

  private void send(HeadEntry entry) {
    if (entry.session().over()) {
      settle.accept(entry, Fate.NOT_WRITTEN);
      return;
    }
    Lineage lineage = entry.lineage();
    StateDigest parent = lineage.tip();
    byte[] bytes = EntryWriter.encode(entry.parent().version(), parent, entry.transactions());
    lineage.extend(bytes);
    if (bytes.length > ReplicatedLog.MAX_ENTRY_BYTES) {
      log.error("an entry of {} bytes was thought to fit into {}", bytes.length, ReplicatedLog.MAX_ENTRY_BYTES);
      settle.accept(entry, Fate.NOT_WRITTEN);
      return;
    }
    append(new SentEntry(entry, parent, lineage.tip()), bytes);
  }

  private void append(SentEntry sent, byte[] bytes) {
    HeadEntry entry = sent.entry();
    replicated.append(new ReplicatedLog.Entry(entry.session().term(), entry.parent().version(), bytes, sent))
        .whenComplete((nothing, failure) -> settle.accept(entry, Fate.UNKNOWN));
  }
}
