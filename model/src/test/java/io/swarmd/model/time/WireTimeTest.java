package io.swarmd.model.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTimeTest {

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT5S", "PT0.25S", "PT-0.25S", "PT-3.5S", "PT-2S", "PT36H"})
  void spansKeepTheirValueAndTheSignOfBothParts(Duration duration) {
    com.google.protobuf.Duration span = WireTime.span(duration);
    assertThat(WireTime.duration(span)).isEqualTo(duration);
    assertThat(Long.signum(span.getSeconds()) * Integer.signum(span.getNanos())).isNotNegative();
    assertThat(Math.abs(span.getNanos())).isLessThan(1_000_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z", "2026-11-21T05:40:33.123456789Z"})
  void timesKeepTheirValue(Instant instant) {
    assertThat(WireTime.instant(WireTime.timestamp(instant))).isEqualTo(instant);
  }
}
