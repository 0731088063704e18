package io.swarmd.store.simulated;

import java.time.Duration;

/**
 * How badly a simulated log behaves. Chances are between 0 and 1, drawn for each entry or event.
 *
 * @param maxDelay the longest way of an entry, a delivery or a callback; each takes a random part of it
 * @param refuse an append fails and its entry is not taken, while later ones are
 * @param forget an append fails at once, and its entry is committed all the same
 * @param survive an entry that was under way when leadership was lost is committed later, with those before it
 * @param install a follower is given a snapshot in place of the entries it lacks
 * @param confuse a leader is told that it does not lead, and at some later time that it does
 */
public record LogFaults(
    Duration maxDelay, double refuse, double forget, double survive, double install, double confuse) {

  /** Commits at once, in order, and tells the truth. */
  public static final LogFaults NONE = new LogFaults(Duration.ZERO, 0, 0, 0.5, 0, 0);
  /** Does everything that a real log may do, often. */
  public static final LogFaults WILD = new LogFaults(Duration.ofMillis(40), 0.03, 0.03, 0.5, 0.1, 0.02);
}
