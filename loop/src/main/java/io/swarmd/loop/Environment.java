package io.swarmd.loop;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * What a part may take from the machine it runs on. Nothing above the store and the wire reads the clock, draws a
 * random number or starts a thread except through this interface, so that a whole cluster runs on a simulated one.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface Environment {

  /** The wall clock, which may jump. */
  Instant now();

  /** A clock that never goes back, in nanoseconds from an arbitrary origin; for measuring spans. */
  long monotonicNanos();

  /** The source of chance. Not for keys and other secrets. */
  RandomGenerator random();

  /** A new single-threaded loop; its name appears in thread names and logs. */
  EventLoop newLoop(String name);
}
