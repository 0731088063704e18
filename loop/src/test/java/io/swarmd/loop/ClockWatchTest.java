package io.swarmd.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final ClockWatch watch = new ClockWatch(environment);

  @Test
  void timeThatPassesIsNoJumpHoweverMuchItIs() {
    assertThat(watch.jumped()).isFalse();
    environment.runFor(Duration.ofDays(90));
    assertThat(watch.jumped()).isFalse();
  }

  @Test
  void aJumpIsToldOnceEitherWay() {
    environment.shiftWallClock(Duration.ofHours(1));
    assertThat(watch.jumped()).isTrue();
    assertThat(watch.jumped()).isFalse();
    environment.runFor(Duration.ofMinutes(1));
    environment.shiftWallClock(Duration.ofMinutes(-2));
    assertThat(watch.jumped()).isTrue();
    assertThat(watch.jumped()).isFalse();
  }

  @Test
  void aClockThatIsSlewedDoesNotJump() {
    for (int look = 0; look < 100; look++) {
      environment.runFor(Duration.ofSeconds(30));
      environment.shiftWallClock(Duration.ofMillis(-500));
      assertThat(watch.jumped()).isFalse();
    }
    environment.shiftWallClock(ClockWatch.TOLERANCE.plusMillis(1));
    assertThat(watch.jumped()).isTrue();
  }
}
