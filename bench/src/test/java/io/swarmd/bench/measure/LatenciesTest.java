package io.swarmd.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private static Latencies of(List<Integer> millis) {
    Latencies latencies = new Latencies(2);
    millis.forEach(span -> latencies.record(span * 1_000_000L));
    return latencies;
  }

  @Test
  void nearestRanksOfAHundredSpansInAnyOrder() {
    List<Integer> millis = new java.util.ArrayList<>(IntStream.rangeClosed(1, 100).boxed().toList());
    Collections.reverse(millis);
    Latencies latencies = of(millis);
    assertThat(latencies.millis(0.5)).isEqualTo(50);
    assertThat(latencies.millis(0.99)).isEqualTo(99);
    assertThat(latencies.millis(1)).isEqualTo(100);
    assertThat(latencies.millis(0.001)).isEqualTo(1);
    assertThat(latencies.count()).isEqualTo(100);
  }

  @Test
  void oneSpanIsEveryPercentile() {
    assertThat(of(List.of(7)).millis(0.01)).isEqualTo(7);
    assertThat(of(List.of(7)).millis(1)).isEqualTo(7);
  }

  @Test
  void noSpansAreZero() {
    assertThat(of(List.of()).millis(0.5)).isZero();
  }

  @Test
  void sharesOutsideOfTheirBoundsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> of(List.of(1)).millis(0));
    assertThatIllegalArgumentException().isThrownBy(() -> of(List.of(1)).millis(1.5));
  }
}
