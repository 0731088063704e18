package io.swarmd.dispatcher.write;

import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Store;
import io.swarmd.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;

/**
 * Gathers changes by key while a transaction is under way, and writes what has gathered as the next one. The first
 * change after a quiet time is written at once. At most {@value #MAX_WAITING} keys wait, more are refused; one
 * transaction takes at most {@value #MAX_BATCH}. Owned by the dispatcher's loop.
 *
 * @param <V> the changes; two of one key are merged while they wait
 */
public final class WriteQueue<V> {

  static final int MAX_WAITING = 100_000;
  static final int MAX_BATCH = 1_000;

  private final Store store;
  private final long term;
  private final EventLoop loop;
  private final BinaryOperator<V> merge;
  private final WriteRule<V> rule;
  private final Map<String, Waiting<V>> waiting = new LinkedHashMap<>();
  private Map<String, Waiting<V>> inFlight = Map.of();
  private int batchLimit = MAX_BATCH;
  private boolean flushPlanned;
  private boolean closed;

  /** A change that waits, and the calls that want to hear of it. */
  private record Waiting<V>(V change, List<Call> calls) {

    Waiting<V> merged(Waiting<V> later, BinaryOperator<V> merge) {
      List<Call> all = new ArrayList<>(calls);
      all.addAll(later.calls);
      return new Waiting<>(merge.apply(change, later.change), all);
    }
  }

  /** One call, answered when the last of its keys is written. */
  private static final class Call {
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    private int outstanding;
    private boolean allFound = true;

    Call(int outstanding) {
      this.outstanding = outstanding;
    }

    void written(boolean found) {
      allFound &= found;
      if (--outstanding == 0) {
        answer.complete(allFound);
      }
    }
  }

  /**
   * A queue for one leadership.
   *
   * @param merge the earlier and the later change of one key to one
   */
  public WriteQueue(Store store, long term, EventLoop loop, BinaryOperator<V> merge, WriteRule<V> rule) {
    this.store = store;
    this.term = term;
    this.loop = loop;
    this.merge = merge;
    this.rule = rule;
  }

  /** Queues one change; see {@link #submit(Map)}. */
  public CompletableFuture<Boolean> submit(String key, V change) {
    return submit(Map.of(key, change));
  }

  /**
   * Queues changes by key. The future completes on the loop once all are committed, with whether every object was
   * there; it fails with a {@link Refusal}.
   */
  public CompletableFuture<Boolean> submit(Map<String, V> changes) {
    if (closed) {
      return CompletableFuture.failedFuture(new Refusal(Refusal.Reason.STOPPED));
    }
    if (changes.isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    if (waiting.size() + changes.size() > MAX_WAITING) {
      return CompletableFuture.failedFuture(new Refusal(Refusal.Reason.BUSY));
    }
    Call call = new Call(changes.size());
    changes.forEach((key, change) -> waiting.merge(
        key, new Waiting<>(change, List.of(call)), (earlier, later) -> earlier.merged(later, merge)));
    planFlush();
    return call.answer;
  }

  /** Leadership is over: all calls fail, and nothing more is written. */
  public void close() {
    closed = true;
    fail(inFlight, new Refusal(Refusal.Reason.STOPPED));
    fail(waiting, new Refusal(Refusal.Reason.STOPPED));
    inFlight = Map.of();
    waiting.clear();
  }

  private void planFlush() {
    if (!flushPlanned && inFlight.isEmpty()) {
      flushPlanned = true;
      loop.execute(this::flush);
    }
  }

  private void flush() {
    flushPlanned = false;
    if (closed || !inFlight.isEmpty() || waiting.isEmpty()) {
      return;
    }
    Map<String, Waiting<V>> batch = takeBatch();
    inFlight = batch;
    store.update(transaction -> {
      requireTerm();
      Set<String> missing = new HashSet<>();
      batch.forEach((key, entry) -> {
        if (!rule.write(transaction, key, entry.change())) {
          missing.add(key);
        }
      });
      return missing;
    }).whenCompleteAsync((missing, failure) -> finished(batch, missing, failure), loop);
  }

  private Map<String, Waiting<V>> takeBatch() {
    Map<String, Waiting<V>> batch = new LinkedHashMap<>();
    Iterator<Map.Entry<String, Waiting<V>>> entries = waiting.entrySet().iterator();
    while (entries.hasNext() && batch.size() < batchLimit) {
      Map.Entry<String, Waiting<V>> entry = entries.next();
      batch.put(entry.getKey(), entry.getValue());
      entries.remove();
    }
    return batch;
  }

  /** A change decided in one leadership is not written in another, in which all is looked at anew. */
  private void requireTerm() {
    if (!store.leading().equals(Optional.of(term))) {
      throw new StoreException(StoreException.Reason.NOT_LEADER);
    }
  }

  private void finished(Map<String, Waiting<V>> batch, Set<String> missing, Throwable failure) {
    if (closed) {
      return;
    }
    inFlight = Map.of();
    if (failure == null) {
      batchLimit = MAX_BATCH;
      batch.forEach((key, entry) -> entry.calls().forEach(call -> call.written(!missing.contains(key))));
    } else if (StoreFailure.isTooLarge(failure) && batch.size() > 1) {
      batchLimit = batch.size() / 2;
      putBack(batch);
    } else {
      fail(batch, StoreFailure.refusal(failure));
    }
    planFlush();
  }

  private void putBack(Map<String, Waiting<V>> batch) {
    Map<String, Waiting<V>> later = new LinkedHashMap<>(waiting);
    waiting.clear();
    waiting.putAll(batch);
    later.forEach((key, entry) -> waiting.merge(key, entry, (a, b) -> a.merged(b, merge)));
  }

  private void fail(Map<String, Waiting<V>> entries, Refusal why) {
    entries.values().forEach(entry -> entry.calls().forEach(call -> call.answer.completeExceptionally(why)));
  }
}
