package io.swarmd.simulation.machine;

import java.time.Duration;

/**
 * How tasks fare on the machines. Chances are between 0 and 1, drawn for each task or call; spans are the longest, of
 * which each call takes a random part.
 *
 * @param reject preparing a task fails for good
 * @param stumble a call fails for the moment
 * @param failToStart a task fails as it starts
 * @param failBroken a task of a broken image fails as it starts
 * @param end a task ends by itself, well or badly
 * @param life within which such a task ends
 */
public record TaskFortunes(
    Duration prepare, Duration start, Duration stop, double reject, double stumble, double failToStart,
    double failBroken, double end, Duration life) {

  /** Tasks start and stop slowly, and often do not. */
  public static final TaskFortunes ROUGH = new TaskFortunes(Duration.ofSeconds(3), Duration.ofSeconds(2),
      Duration.ofSeconds(12), 0.04, 0.05, 0.04, 0.6, 0.3, Duration.ofSeconds(90));
  /** Tasks run until they are told to stop. */
  public static final TaskFortunes CALM = new TaskFortunes(Duration.ofSeconds(1), Duration.ofSeconds(1),
      Duration.ofSeconds(2), 0, 0, 0, 0, 0, Duration.ofSeconds(1));
}
