package io.swarmd.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpansTest {

  private final Spans spans = new Spans();

  @Test
  void whatMeetsIsJoinedAndGapsRemain() {
    spans.add(10, 20);
    spans.add(0, 5);
    assertThat(spans.cover(0, 5)).isTrue();
    assertThat(spans.cover(0, 11)).isFalse();
    assertThat(spans.holds(5)).isTrue();
    assertThat(spans.holds(6)).isFalse();
    assertThat(spans.holds(10)).isFalse();
    spans.add(5, 12);
    assertThat(spans.cover(0, 20)).isTrue();
    assertThat(spans.first()).isZero();
  }

  @Test
  void whatIsWithinAddsNothingAndWhatIsAroundTakesIn() {
    spans.add(10, 20);
    spans.add(12, 13);
    assertThat(spans.cover(10, 20)).isTrue();
    spans.add(1, 30);
    assertThat(spans.cover(1, 30)).isTrue();
    assertThat(spans.cover(1, 31)).isFalse();
  }

  @Test
  void anEmptyOneIsNothing() {
    spans.add(4, 4);
    assertThat(spans.holds(4)).isFalse();
    assertThat(spans.holds(5)).isFalse();
  }
}
