package io.swarmd.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeasurementTest {

  private final Measurement measurement =
      Measurement.of("up \"x\"").with("s", 1.23456).with("bytes", 2_700_000L).with("per_s", 1234.6);

  @Test
  void aLineForPeople() {
    assertThat(measurement.text()).isEqualTo("up \"x\": s=1.235  bytes=2700000  per_s=1235");
  }

  @Test
  void aLineOfJson() {
    assertThat(measurement.json()).isEqualTo("{\"step\":\"up 'x'\",\"s\":1.235,\"bytes\":2700000,\"per_s\":1235}");
  }
}
