package io.swarmd.store.local;

import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * When this manager takes up the leadership its log says it has. For a new term that is at once: the log has applied
 * all of earlier terms. A term that is led again, after the log had said that it is not led (a false alarm), may have
 * entries of the first spell under way. A loop started without them would decide on what they give away too, and its
 * units name only the versions of their own objects; so a barrier is raised first.
 *
 * <p>Belongs to the store's loop.
 */
final class Accession {

  private final Barrier barrier;
  private final LongConsumer lead;
  /** The term the log says is led. */
  private Optional<Long> said = Optional.empty();
  private long latestLed = Long.MIN_VALUE;

  /**
   * An accession to each leadership in its turn.
   *
   * @param lead told on the loop when a term may be led
   */
  Accession(Barrier barrier, LongConsumer lead) {
    this.barrier = barrier;
    this.lead = lead;
  }

  /** The log says that the term is led; may be repeated. */
  void leading(long term) {
    if (said.equals(Optional.of(term))) {
      return;
    }
    said = Optional.of(term);
    if (term > latestLed) {
      barrier.drop();
      latestLed = term;
      lead.accept(term);
    } else {
      barrier.raise(term, () -> lead.accept(term));
    }
  }

  /** The log says that no term is led, or will say nothing any more. */
  void following() {
    said = Optional.empty();
    barrier.drop();
  }
}
