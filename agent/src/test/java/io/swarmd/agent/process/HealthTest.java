package io.swarmd.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.ContainerSpec;
import io.swarmd.api.HealthConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a task counts as unhealthy, and how it is asked. */
class HealthTest {

  private static final HealthCheck CHECK = new HealthCheck(List.of("true"), Duration.ofSeconds(30),
      Duration.ofSeconds(30), 3, Duration.ofSeconds(60), Duration.ofSeconds(5));

  /** Probes in order, each {@code +} or {@code -}, ten seconds apart from the start on. */
  private static Health after(String probes) {
    Health health = Health.UNKNOWN;
    for (int at = 0; at < probes.length(); at++) {
      health = probes.charAt(at) == '+'
          ? health.well() : health.unwell(CHECK, Duration.ofSeconds(10L * at), "exit code 1");
    }
    return health;
  }

  @ParameterizedTest
  @CsvSource({
    "+, false", "---, false", "------, false", "-------, false", "--------, false", "---------, true",
    "+--, false", "+---, true", "+--+--, false", "+-+-+-+-, false", "--+---, true"
  })
  void onlyFailuresInARowCountAndNotWhileTheTaskStarts(String probes, boolean unhealthy) {
    assertThat(after(probes).isUnhealthy(CHECK)).isEqualTo(unhealthy);
  }

  @Test
  void whileItStartsATaskIsAskedMoreOften() {
    assertThat(Health.UNKNOWN.pause(CHECK, Duration.ofSeconds(59))).isEqualTo(Duration.ofSeconds(5));
    assertThat(Health.UNKNOWN.pause(CHECK, Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(30));
    assertThat(after("+").pause(CHECK, Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void theVerdictTellsTheLastProbe() {
    assertThat(after("+---").verdict())
        .isEqualTo("unhealthy container: 3 health checks in a row failed, the last one: exit code 1");
  }

  private static ContainerSpec container(String... test) {
    return ContainerSpec.newBuilder()
        .setHealthcheck(HealthConfig.newBuilder().addAllTest(List.of(test))).build();
  }

  @Test
  void whatIsNotSaidIsAsInAnEngine() {
    assertThat(HealthCheck.of(container("CMD", "check", "-x"))).contains(new HealthCheck(List.of("check", "-x"),
        Duration.ofSeconds(30), Duration.ofSeconds(30), 3, Duration.ZERO, Duration.ofSeconds(30)));
    assertThat(HealthCheck.of(container("CMD-SHELL", "check | grep x")).orElseThrow().command())
        .containsExactly("/bin/sh", "-c", "check | grep x");
    assertThat(HealthCheck.of(container("NONE"))).isEmpty();
    assertThat(HealthCheck.of(container())).isEmpty();
  }

  @Test
  void otherFormsAreRefused() {
    assertThatThrownBy(() -> HealthCheck.of(container("CMD"))).hasMessage("the health check has no command");
    assertThatThrownBy(() -> HealthCheck.of(container("EXEC", "x")))
        .hasMessage("health check \"EXEC\" is none of NONE, CMD and CMD-SHELL");
  }
}
