package io.swarmd.orchestrator.update;

import static io.swarmd.orchestrator.Things.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.model.update.UpdateRule;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTallyTest {

  static final Duration MONITOR = Duration.ofSeconds(5);

  static FailureTally tally(FailureAction action, float ratio, int slots) {
    return new FailureTally(
        new UpdateRule(1, Duration.ZERO, action, MONITOR, ratio, UpdateOrder.STOP_FIRST), slots);
  }

  @ParameterizedTest
  @Tag("orchestration-66")
  @CsvSource({"0, 3, 1", "0.4, 4, 2", "0.7, 10, 8", "1, 3, 0"})
  void tooManyIsStrictlyMoreThanTheRatio(float ratio, int slots, int firstTooMany) {
    FailureTally tally = tally(FailureAction.PAUSE, ratio, slots);
    for (int failure = 1; failure <= slots; failure++) {
      tally.made("t" + failure);
      assertThat(tally.ended("t" + failure, START)).as("failure %s", failure)
          .isEqualTo(firstTooMany != 0 && failure >= firstTooMany);
    }
  }

  @Test
  @Tag("orchestration-67")
  void aTaskCountsUntilItHasRunForTheMonitorTime() {
    FailureTally tally = tally(FailureAction.PAUSE, 0, 3);
    tally.made("late");
    tally.started("late", START);
    assertThat(tally.ended("late", START.plus(MONITOR).plusMillis(1))).isFalse();
    tally.made("early");
    tally.started("early", START);
    assertThat(tally.ended("early", START.plus(MONITOR))).isTrue();
    tally.made("never started");
    assertThat(tally.ended("never started", START.plus(Duration.ofHours(1)))).isTrue();
  }

  @Test
  void onlyTasksOfTheUpdateCountAndEachOnce() {
    FailureTally tally = tally(FailureAction.PAUSE, 0.5f, 2);
    assertThat(tally.ended("stranger", START)).isFalse();
    tally.made("t");
    assertThat(tally.ended("t", START)).isFalse();
    assertThat(tally.ended("t", START)).isFalse();
  }

  @Test
  void whenFailuresDoNotMatterNoneIsCounted() {
    FailureTally tally = tally(FailureAction.CONTINUE, 0, 1);
    tally.made("t");
    assertThat(tally.ended("t", START)).isFalse();
  }
}
