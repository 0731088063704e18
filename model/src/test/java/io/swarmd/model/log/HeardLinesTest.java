package io.swarmd.model.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.swarmd.api.LogContext;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogStream;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeardLinesTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final LogSubscriptionOptions ALL = LogSubscriptionOptions.newBuilder().setFollow(true).build();

  private final HeardLines heard = new HeardLines();

  private static LogMessage line(String task, LogStream stream, Instant at) {
    return LogMessage.newBuilder().setContext(LogContext.newBuilder().setTaskId(task)).setStream(stream)
        .setTimestamp(WireTime.timestamp(at)).setData(ByteString.copyFromUtf8("text")).build();
  }

  private static LogMessage out(String task, long second) {
    return line(task, LogStream.LOG_STREAM_STDOUT, NOON.plusSeconds(second));
  }

  private Instant resumedFrom(long second) {
    return WireTime.instant(heard.resume(ALL, NOON, NOON.plusSeconds(second)).getSince());
  }

  @Test
  void withoutAnInterruptionEveryLineIsNewWhateverItsTime() {
    assertThat(heard.hear(out("a", 5), NOON)).isTrue();
    assertThat(heard.hear(out("a", 5), NOON)).isTrue();
    assertThat(heard.hear(out("a", 1), NOON)).isTrue();
    assertThat(heard.hear(out("a", 1).toBuilder().clearTimestamp().build(), NOON)).isTrue();
  }

  @Test
  void afterAnInterruptionLinesThatWereHeardAreLeftOut() {
    heard.hear(out("a", 1), NOON);
    heard.hear(out("a", 2), NOON);
    heard.resume(ALL, NOON, NOON.plusSeconds(3));
    assertThat(heard.hear(out("a", 1), NOON)).isFalse();
    assertThat(heard.hear(out("a", 2), NOON)).isFalse();
    assertThat(heard.hear(out("b", 1), NOON)).isTrue();
    assertThat(heard.hear(out("a", 3), NOON)).isTrue();
    assertThat(heard.hear(out("a", 2), NOON)).as("a clock set back after the gap").isTrue();
  }

  /** Asked for its last line only, a task that ended with a word on one stream is not read on the other. */
  @Test
  void theStreamsOfATaskAreOneOrder() {
    heard.hear(line("a", LogStream.LOG_STREAM_STDERR, NOON.plusSeconds(2)), NOON);
    heard.resume(ALL, NOON, NOON.plusSeconds(3));
    assertThat(heard.hear(out("a", 1), NOON)).isFalse();
    assertThat(heard.hear(out("a", 3), NOON)).isTrue();
  }

  @Test
  void linesAreAskedForAgainFromALittleBeforeTheCut() {
    heard.hear(out("a", 1), NOON);
    assertThat(resumedFrom(3600)).isEqualTo(NOON.plusSeconds(3600).minus(HeardLines.OVERLAP));
    assertThat(heard.resume(ALL, NOON, NOON.plusSeconds(3600)).getTail()).isZero();
    assertThat(heard.resume(ALL, NOON, NOON.plusSeconds(3600)).getFollow()).isTrue();
  }

  @Test
  void aTaskThatWasStillBeingReadFromFarBackIsAskedForFromThere() {
    heard.hear(out("quick", 3000), NOON.plusSeconds(3001));
    heard.hear(out("slow", -86_400), NOON.plusSeconds(3001));
    assertThat(resumedFrom(3002)).isEqualTo(NOON.minusSeconds(86_400));
  }

  @Test
  void anEarlierLimitOfTheUsersStays() {
    LogSubscriptionOptions since =
        ALL.toBuilder().setSince(WireTime.timestamp(NOON.plusSeconds(3599))).build();
    heard.hear(out("a", 3600), NOON.plusSeconds(3600));
    assertThat(heard.resume(since, NOON, NOON.plusSeconds(3601)).getSince()).isEqualTo(since.getSince());
  }

  @Test
  void whoHeardNothingAsksForAllSinceTheBeginning() {
    assertThat(heard.resume(ALL, NOON, NOON.plusSeconds(5))).isEqualTo(ALL);
    LogSubscriptionOptions none = ALL.toBuilder().setTail(-1).build();
    assertThat(heard.resume(none, NOON, NOON.plusSeconds(5)))
        .isEqualTo(ALL.toBuilder().setSince(WireTime.timestamp(NOON)).build());
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (int task = 0; task <= HeardLines.TASKS_MAX; task++) {
      heard.hear(out("task" + task, 1), NOON);
    }
    heard.resume(ALL, NOON, NOON);
    assertThat(heard.hear(out("task0", 1), NOON)).as("forgotten").isTrue();
    assertThat(heard.hear(out("task1", 1), NOON)).as("remembered").isFalse();
  }
}
