package io.swarmd.swarmctl.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans, moments, sizes and lists as users see and write them (control sheet, 17.8 to 17.15). */
class TextTest {

  @ParameterizedTest
  @CsvSource({"2160h, 2160h0m0s", "5s, 5s", "1.5h, 1h30m0s", "300ms, 300ms", "0, 0s", "2h45m, 2h45m0s", "1500ms, 1.5s",
      "-3s, -3s", "7us, 7µs", "60s, 1m0s", "1ns, 1ns"})
  void spansAreReadAndWritten(String typed, String shown) {
    assertThat(Spans.parse(typed).map(Spans::format)).hasValue(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "foo", "", "1x", "s", "1s2"})
  void otherSpansAreNone(String typed) {
    assertThat(Spans.parse(typed)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, now", "999, now", "1000, 1 second ago", "59000, 59 seconds ago", "60000, 1 minute ago",
      "3599000, 59 minutes ago", "3600000, 1 hour ago", "86400000, 1 day ago", "172800000, 2 days ago",
      "604800000, 1 week ago", "2592000000, 1 month ago", "31104000000, 1 year ago", "46656000000, 2 years ago",
      "-5000, 5 seconds from now"})
  void momentsAreToldByTheirDistance(long millisAgo, String shown) {
    Instant now = Instant.parse("2026-11-21T00:00:00Z");
    Instant moment = now.minusMillis(millisAgo);
    Timestamp timestamp =
        Timestamp.newBuilder().setSeconds(moment.getEpochSecond()).setNanos(moment.getNano()).build();
    assertThat(Moments.relative(timestamp, now)).isEqualTo(shown);
  }

  @Test
  void exactMomentsHaveAsManyDigitsAsNeeded() {
    assertThat(Moments.exact(Timestamp.newBuilder().setSeconds(1).setNanos(960_412_410).build()))
        .isEqualTo("1970-01-01T00:00:01.96041241Z");
    assertThat(Moments.exact(Timestamp.newBuilder().setSeconds(1).build())).isEqualTo("1970-01-01T00:00:01Z");
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "9, 9 B", "67108864, 64 MiB", "1610612736, 1.5 GiB", "8589934592, 8.0 GiB",
      "25769803776, 24 GiB"})
  void memoryIsShownInBinaryUnits(long bytes, String shown) {
    assertThat(Sizes.bytes(bytes)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"512m, 536870912", "1, 1", "1.5k, 1536", "2GiB, 2147483648", "64mb, 67108864"})
  void memoryIsReadInBinaryUnits(String typed, long bytes) {
    assertThat(Sizes.parseBytes(typed)).hasValue(bytes);
  }

  @Test
  void aSpanIsExact() {
    assertThat(Spans.parse("1.5s")).hasValue(Duration.ofMillis(1500));
  }
}
