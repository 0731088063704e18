package io.swarmd.faults.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutagesTest {

  private static LongStream seconds(long... seconds) {
    return LongStream.of(seconds).map(second -> second * 1_000_000_000);
  }

  private static Duration longest(long from, long to, long... accepted) {
    return Outages.longest(seconds(accepted), from * 1_000_000_000, to * 1_000_000_000);
  }

  @Test
  void theLongestTimeBetweenTwoAcceptedWritesCounts() {
    assertThat(longest(10, 30, 9, 11, 12, 19, 21)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aTimeThatBeganBeforeTheFaultCountsWhole() {
    assertThat(longest(10, 30, 8, 15, 16)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void whatWasBeforeOrIsAfterDoesNotCount() {
    assertThat(longest(20, 24, 1, 19, 21, 23, 60)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void theTableTellsMedianAndMaximum() {
    Outages outages = new Outages();
    for (long end : new long[] {2, 3, 9}) {
      outages.add("leader killed", seconds(1, 1 + end), 1_000_000_000, 60_000_000_000L);
    }
    assertThat(outages.table()).contains("leader killed").containsPattern("3 +3\\.00 +9\\.00");
  }
}
