package io.swarmd.raftstore.state;

import java.io.IOException;
import java.util.Optional;

/**
 * Seals the objects of a database again that an older key sealed, a bounded number at a time. For the one thread that
 * writes.
 */
final class Resealing {

  /** Objects looked at before what was applied meanwhile is written. */
  private static final int OBJECTS = 256;
  private static final byte[] BEGINNING = {};

  private Optional<byte[]> next = Optional.empty();

  /** Begins, or begins again. */
  void begin() {
    next = Optional.of(BEGINNING);
  }

  void giveUp() {
    next = Optional.empty();
  }

  boolean underWay() {
    return next.isPresent();
  }

  /** Does some of it; whether that was the end. */
  boolean step(StateDatabase database) throws IOException {
    next = database.sealAgain(next.orElse(BEGINNING), OBJECTS);
    return next.isEmpty();
  }
}
