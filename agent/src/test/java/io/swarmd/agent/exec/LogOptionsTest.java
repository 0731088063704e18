package io.swarmd.agent.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.swarmd.api.LogStream;
import io.swarmd.api.LogSubscriptionOptions;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LogOptionsTest {

  private static LogOptions tail(long tail) {
    return LogOptions.of(LogSubscriptionOptions.newBuilder().setTail(tail).build());
  }

  @Test
  @Tag("dispatch-92")
  void theTailIsTheNumberOfLastLinesLessOne() {
    assertThat(tail(-11).last()).isEqualTo(OptionalLong.of(10));
    assertThat(tail(-1).last()).isEqualTo(OptionalLong.of(0));
    assertThat(tail(0).last()).isEmpty();
    assertThat(tail(Long.MIN_VALUE).last()).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
    assertThatThrownBy(() -> tail(1)).hasMessageContaining("tail 1").hasMessageContaining("not supported");
  }

  @Test
  void noStreamMeansBothAndUnknownOnesNone() {
    assertThat(LogOptions.of(LogSubscriptionOptions.getDefaultInstance()).streams())
        .containsExactlyInAnyOrder(LogStream.LOG_STREAM_STDOUT, LogStream.LOG_STREAM_STDERR);
    assertThat(streams(LogStream.LOG_STREAM_STDERR)).containsExactly(LogStream.LOG_STREAM_STDERR);
    assertThat(streams(LogStream.LOG_STREAM_UNKNOWN)).isEmpty();
  }

  private static Iterable<LogStream> streams(LogStream stream) {
    return LogOptions.of(LogSubscriptionOptions.newBuilder().addStreams(stream).build()).streams();
  }

  @Test
  void sinceKeepsItsNanoseconds() {
    LogSubscriptionOptions wire = LogSubscriptionOptions.newBuilder()
        .setSince(Timestamp.newBuilder().setSeconds(12).setNanos(345)).build();
    assertThat(LogOptions.of(wire).since()).contains(Instant.ofEpochSecond(12, 345));
  }
}
