package io.swarmd.agent.process;

import io.swarmd.api.ContainerSpec;
import io.swarmd.api.HealthConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a task is asked whether it is well: a command that exits with 0 when it is.
 *
 * @param command with its arguments
 * @param interval from the end of one probe to the next
 * @param timeout after which a probe counts as failed
 * @param retries how many probes in a row must fail before the task is unhealthy
 * @param startPeriod within which failures do not count, until a probe succeeds
 * @param startInterval the interval within it
 */
record HealthCheck(
    List<String> command,
    Duration interval,
    Duration timeout,
    int retries,
    Duration startPeriod,
    Duration startInterval) {

  private static final Duration USUAL = Duration.ofSeconds(30);
  private static final int USUAL_RETRIES = 3;

  /**
   * The check of a container, with an Engine's values for what it does not say; empty without one.
   *
   * @throws IllegalArgumentException for a form of test that is none
   */
  static Optional<HealthCheck> of(ContainerSpec container) {
    HealthConfig config = container.getHealthcheck();
    if (config.getTestCount() == 0 || config.getTest(0).equals("NONE") || config.getTest(0).isEmpty()) {
      return Optional.empty();
    }
    Duration interval = given(config.getInterval(), USUAL);
    return Optional.of(new HealthCheck(
        command(config),
        interval,
        given(config.getTimeout(), USUAL),
        config.getRetries() > 0 ? config.getRetries() : USUAL_RETRIES,
        given(config.getStartPeriod(), Duration.ZERO),
        given(config.getStartInterval(), interval)));
  }

  private static List<String> command(HealthConfig config) {
    List<String> arguments = config.getTestList().subList(1, config.getTestCount());
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("the health check has no command");
    }
    return switch (config.getTest(0)) {
      case "CMD" -> List.copyOf(arguments);
      case "CMD-SHELL" -> {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c"));
        command.addAll(arguments);
        yield List.copyOf(command);
      }
      default -> throw new IllegalArgumentException(
          "health check \"" + config.getTest(0) + "\" is none of NONE, CMD and CMD-SHELL");
    };
  }

  private static Duration given(com.google.protobuf.Duration duration, Duration usual) {
    Duration given = Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    return given.isZero() || given.isNegative() ? usual : given;
  }
}
