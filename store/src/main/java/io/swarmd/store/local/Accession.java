package io.swarmd.store.local;

import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * When this manager takes up the leadership its log says it has. For a new term that is at once: the log has applied all
 * of earlier terms. A term that is led again, after the log had said that it is not led (a false alarm), still has
 * entries of the first spell under way. A loop started without them decides on what they give away too, and its units
 * name only the versions of their own objects. So an entry is appended first that changes nothing: entries are
 * committed in the order they were appended, so once it is applied those before it are too, or never will be.
 *
 * <p>Belongs to the store's loop.
 */
final class Accession {

  /** Before another barrier, where one failed: the log may refuse everything for a while, or not lead any more. */
  static final Duration PAUSE = Duration.ofMillis(50);

  private final EventLoop loop;
  private final LongFunction<CompletableFuture<Void>> barrier;
  private final LongConsumer lead;
  /** The term the log says is led. */
  private Optional<Long> said = Optional.empty();
  private long latestLed = Long.MIN_VALUE;
  /** Counts what the log said, so that a barrier is known to be of now. */
  private long spell;

  /**
   * An accession to each leadership in its turn.
   *
   * @param barrier appends an entry that changes nothing in the term; completes, on any thread, once it is applied
   * @param lead told on the loop when a term may be led
   */
  Accession(EventLoop loop, LongFunction<CompletableFuture<Void>> barrier, LongConsumer lead) {
    this.loop = loop;
    this.barrier = barrier;
    this.lead = lead;
  }

  /** The log says that the term is led; may be repeated. */
  void leading(long term) {
    if (said.equals(Optional.of(term))) {
      return;
    }
    said = Optional.of(term);
    spell++;
    if (term > latestLed) {
      latestLed = term;
      lead.accept(term);
    } else {
      raise(term, spell);
    }
  }

  /** The log says that no term is led, or will say nothing any more. */
  void following() {
    said = Optional.empty();
    spell++;
  }

  private void raise(long term, long raised) {
    if (raised == spell) {
      barrier.apply(term).whenComplete(
          (nothing, failure) -> loop.execute(() -> settled(term, raised, failure == null)));
    }
  }

  private void settled(long term, long raised, boolean applied) {
    if (raised != spell) {
      return;
    }
    if (applied) {
      lead.accept(term);
    } else {
      loop.schedule(PAUSE, () -> raise(term, raised));
    }
  }
}
