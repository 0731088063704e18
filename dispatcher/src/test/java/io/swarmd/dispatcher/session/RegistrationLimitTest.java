package io.swarmd.dispatcher.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RegistrationLimitTest {

  private static final Duration WINDOW = Duration.ofSeconds(8);

  private static List<Boolean> attempts(RegistrationLimit start, Duration window, long... atSeconds) {
    List<Boolean> admitted = new ArrayList<>();
    RegistrationLimit limit = start;
    for (long second : atSeconds) {
      RegistrationLimit.Attempt attempt = limit.attempt(Duration.ofSeconds(second).toNanos(), window, 3);
      limit = attempt.after();
      admitted.add(attempt.admitted());
    }
    return admitted;
  }

  @Test
  @Tag("dispatch-3")
  void threePassAndARefusedOneDoesNotMoveTheWindow() {
    assertThat(attempts(new RegistrationLimit(0, 0), WINDOW, 1, 2, 3, 4, 11, 12))
        .containsExactly(true, true, true, false, false, true);
  }

  @Test
  void withoutAWindowAllPass() {
    assertThat(attempts(new RegistrationLimit(0, 0), Duration.ZERO, 1, 1, 1, 1, 1)).doesNotContain(false);
  }
}
