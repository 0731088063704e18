package io.swarmd.raftstore.sealing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data keys of a running manager. They change while it runs; what is sealed with a key that has not come here yet
 * makes it ask the other managers. Safe for many threads.
 */
public final class LiveKeyRing implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LiveKeyRing.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  /** A majority holds every key in use, so this is patience with a partition, not with a lost key. */
  private static final int MOST_ROUNDS = 60;

  private final RingStorage storage;
  private final OtherRings others;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile KeyRing ring;
  private boolean closed;

  /** The keys the other managers hold. */
  @FunctionalInterface
  public interface OtherRings {

    /** Those of the managers that answer now, for which it waits; empty when there is nobody to ask. */
    Optional<List<KeyRing>> ask();
  }

  public LiveKeyRing(RingStorage storage, OtherRings others) {
    this.storage = storage;
    this.others = others;
    this.ring = storage.read().ring();
  }

  /** A ring that never changes. */
  public static LiveKeyRing fixed(KeyRing ring) {
    return new LiveKeyRing(new RingStorage() {
      @Override
      public KeptKeys read() {
        return new KeptKeys(ring, false, false);
      }

      @Override
      public KeptKeys change(UnaryOperator<KeptKeys> change) {
        throw new UnsupportedOperationException("this key ring does not change");
      }
    }, Optional::empty);
  }

  public KeyRing ring() {
    return ring;
  }

  KeptKeys kept() {
    return storage.read();
  }

  /** Changes what is kept, then uses it. */
  KeptKeys change(UnaryOperator<KeptKeys> change) {
    KeptKeys after;
    int before;
    synchronized (this) {
      after = storage.change(change);
      before = ring.current().id();
      ring = after.ring();
    }
    if (after.ring().current().id() != before) {
      log.info("what is new is sealed with {} from now on", after.ring().current());
      listeners.forEach(Runnable::run);
    }
    return after;
  }

  /** Called each time another key has come into use, on the thread that brought it; it must not wait. */
  public void onNewKey(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * The key of this id. Waits while the managers that may hold it do not answer.
   *
   * @throws SealException when there is nobody else who might hold it, or after about a minute
   */
  DataKey key(int id) {
    for (int round = 0; round < MOST_ROUNDS && !ring.holds(id); round++) {
      Optional<List<KeyRing>> rings = others.ask();
      rings.orElse(List.of()).stream().filter(theirs -> theirs.holds(id)).findFirst()
          .ifPresent(theirs -> change(kept -> kept.merged(theirs)));
      if (!ring.holds(id) && (rings.isEmpty() || !pause())) {
        break;
      }
    }
    return ring.key(id);
  }

  /** Whether the wait was a whole one: false when this manager ends. */
  private synchronized boolean pause() {
    long end = System.nanoTime() + PAUSE.toNanos();
    try {
      for (long left = PAUSE.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
        wait(Math.max(1, left / 1_000_000));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !closed;
  }

  /** Ends the waiting for keys. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
