package io.swarmd.store.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Waiting work, one queue for each source, served in turn: a loop that proposes 100,000 units does not hold back an
 * update that comes after them (design notes, D2). Bounded: what is over is not taken in. Any thread may call.
 */
final class FairQueue<W> {

  private final Map<Object, Deque<W>> waiting = new LinkedHashMap<>();

  /** Adds to the queue of a source; false, and nothing added, when it would then hold more than the bound. */
  synchronized boolean offer(Object source, Collection<? extends W> work, int bound) {
    Deque<W> queue = waiting.get(source);
    int held = queue == null ? 0 : queue.size();
    if (held + work.size() > bound) {
      return false;
    }
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting.put(source, queue);
    }
    queue.addAll(work);
    return true;
  }

  /**
   * Takes from the source whose turn it is: its first work, and what follows it as long as the predicate, asked about
   * each, says so. Empty when nothing waits.
   */
  synchronized Optional<Turn<W>> next() {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<Object, Deque<W>> first = waiting.entrySet().iterator().next();
    waiting.remove(first.getKey());
    W work = first.getValue().removeFirst();
    if (!first.getValue().isEmpty()) {
      waiting.put(first.getKey(), first.getValue());
    }
    return Optional.of(new Turn<>(first.getKey(), work));
  }

  /** More of the same source, if its next work is like that. */
  synchronized Optional<W> more(Object source, Predicate<W> wanted) {
    Deque<W> queue = waiting.get(source);
    if (queue == null || !wanted.test(queue.peekFirst())) {
      return Optional.empty();
    }
    W work = queue.removeFirst();
    if (queue.isEmpty()) {
      waiting.remove(source);
    }
    return Optional.of(work);
  }

  /** Takes out everything. */
  synchronized List<W> drain() {
    List<W> all = new ArrayList<>();
    waiting.values().forEach(all::addAll);
    waiting.clear();
    return all;
  }

  synchronized int size() {
    return waiting.values().stream().mapToInt(Deque::size).sum();
  }

  /** Whose turn it was, and its work. */
  record Turn<W>(Object source, W work) {}
}
