package io.swarmd.identity.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RenewalTimesTest {

  @Property(tries = 300)
  @Tag("identity-33")
  void renewalLiesBetweenHalfAndFourFifthsOfTheLife(@ForAll long seed) {
    Instant start = Instant.parse("2026-05-04T10:00:00Z");
    Instant moment = RenewalTimes.renewal(start, start.plus(Duration.ofMinutes(100)), new Random(seed));
    Duration age = Duration.between(start, moment);
    assertThat(age).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(79));
    assertThat(age.toSecondsPart()).isZero();
  }

  @Test
  void aShortCertificateIsRenewedAtHalfItsLife() {
    Instant start = Instant.parse("2026-05-04T10:00:00Z");
    assertThat(RenewalTimes.renewal(start, start.plusSeconds(60), new Random(1))).isEqualTo(start.plusSeconds(30));
  }

  @Property(tries = 200)
  @Tag("identity-34")
  void backoffDoublesUpToAnHour(@ForAll long seed, @ForAll @IntRange(min = 1, max = 100_000) int failures) {
    Duration wait = RenewalTimes.backoff(failures, Duration.ofSeconds(5), Duration.ofHours(1), new Random(seed));
    Duration bound = failures > 10 ? Duration.ofHours(1) : Duration.ofSeconds(5 + 5L * (1L << (failures - 1)));
    assertThat(wait).isBetween(Duration.ZERO, bound.compareTo(Duration.ofHours(1)) > 0 ? Duration.ofHours(1) : bound);
  }
}
