package io.swarmd.simulation.network;

import java.time.Duration;

/**
 * How the network behaves. Chances are drawn for each message.
 *
 * @param delay the longest way of a usual message
 * @param late how likely a message is late
 * @param lateness the longest way of a late message
 * @param lose how likely a message is lost; on a stream nothing comes after it, until somebody gives the stream up
 * @param repeat how likely a message comes twice
 * @param jam how likely a stream takes no message for a moment
 */
public record Conditions(
    Duration delay, double late, Duration lateness, double lose, double repeat, double jam) {

  public static final Conditions GOOD =
      new Conditions(Duration.ofMillis(2), 0, Duration.ZERO, 0, 0, 0);
  public static final Conditions BAD =
      new Conditions(Duration.ofMillis(60), 0.05, Duration.ofSeconds(8), 0.02, 0.05, 0.05);
}
