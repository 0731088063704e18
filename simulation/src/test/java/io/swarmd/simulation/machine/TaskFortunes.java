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
 * @param end a task that is to run for ever ends by itself, well or badly
 * @param life within which such a task ends
 * @param work within which a job's task ends
 * @param failWork a job's task ends badly
 */
public record TaskFortunes(
    Duration prepare, Duration start, Duration stop, double reject, double stumble, double failToStart,
    double failBroken, double end, Duration life, Duration work, double failWork) {

  /** Tasks start and stop slowly, and often do not. */
  public static final TaskFortunes ROUGH = new TaskFortunes(Duration.ofSeconds(3), Duration.ofSeconds(2),
      Duration.ofSeconds(12), 0.04, 0.05, 0.04, 0.6, 0.3, Duration.ofSeconds(90), Duration.ofSeconds(40), 0.3);
  /** Tasks run until they are told to stop, those of jobs until they are done. */
  public static final TaskFortunes CALM = new TaskFortunes(Duration.ofSeconds(1), Duration.ofSeconds(1),
      Duration.ofSeconds(2), 0, 0, 0, 0, 0, Duration.ofSeconds(1), Duration.ofSeconds(5), 0);
}
