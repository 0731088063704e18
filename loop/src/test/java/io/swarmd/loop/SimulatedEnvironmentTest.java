package io.swarmd.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedEnvironmentTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final List<String> seen = new ArrayList<>();

  @Test
  void tasksRunInTheOrderOfTheirTimeAndThenOfTheirArrival() {
    EventLoop one = environment.newLoop("one");
    EventLoop two = environment.newLoop("two");
    one.schedule(Duration.ofSeconds(2), () -> seen.add("late"));
    two.execute(() -> seen.add("first"));
    one.execute(() -> seen.add("second"));
    two.schedule(Duration.ofSeconds(1), () -> seen.add("early"));
    environment.runFor(Duration.ofSeconds(3));
    assertThat(seen).containsExactly("first", "second", "early", "late");
  }

  @Test
  void timePassesOnlyBetweenTasks() {
    Instant start = environment.now();
    EventLoop loop = environment.newLoop("loop");
    loop.schedule(Duration.ofHours(5), () -> seen.add(Duration.between(start, environment.now()).toString()));
    environment.runFor(Duration.ofHours(6));
    assertThat(seen).containsExactly("PT5H");
    assertThat(environment.now()).isEqualTo(start.plus(Duration.ofHours(6)));
  }

  @Test
  void aCancelledTimerAndAClosedLoopRunNothing() {
    EventLoop loop = environment.newLoop("loop");
    loop.schedule(Duration.ofSeconds(1), () -> seen.add("cancelled")).cancel();
    loop.execute(() -> seen.add("dropped"));
    loop.close();
    loop.execute(() -> seen.add("refused"));
    environment.runFor(Duration.ofMinutes(1));
    assertThat(seen).isEmpty();
  }

  @Test
  void aJumpOfTheWallClockMovesNoTimer() {
    EventLoop loop = environment.newLoop("loop");
    loop.schedule(Duration.ofSeconds(10), () -> seen.add("due"));
    environment.shiftWallClock(Duration.ofHours(-1));
    environment.runFor(Duration.ofSeconds(9));
    assertThat(seen).isEmpty();
    environment.runFor(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("due");
  }

  @Test
  void theSameSeedGivesTheSameChance() {
    assertThat(new SimulatedEnvironment(7).random().nextLong()).isEqualTo(new SimulatedEnvironment(7).random().nextLong());
    assertThat(new SimulatedEnvironment(7).random().nextLong()).isNotEqualTo(new SimulatedEnvironment(8).random().nextLong());
  }
}
