package io.swarmd.swarmctl.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.swarmd.api.LogMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeWindowTest {

  private static final long WINDOW = MergeWindow.WINDOW.toNanos();

  private final MergeWindow window = new MergeWindow();

  private static LogMessage line(long second) {
    return LogMessage.newBuilder().setTimestamp(Timestamp.newBuilder().setSeconds(second)).build();
  }

  private static List<Long> seconds(List<LogMessage> lines) {
    return lines.stream().map(line -> line.getTimestamp().getSeconds()).toList();
  }

  @Test
  void aLineWaitsForThoseWrittenBeforeIt() {
    window.add(line(3), 0);
    window.add(line(1), WINDOW / 2);
    assertThat(window.due(WINDOW - 1)).isEmpty();
    window.add(line(2), WINDOW - 1);
    window.add(line(4), WINDOW - 1);
    assertThat(seconds(window.due(WINDOW))).containsExactly(1L, 2L, 3L);
    assertThat(window.due(WINDOW + 1)).isEmpty();
    assertThat(seconds(window.due(2 * WINDOW))).containsExactly(4L);
  }

  @Test
  void aLineThatComesTooLateIsShownLate() {
    window.add(line(2), 0);
    assertThat(seconds(window.due(WINDOW))).containsExactly(2L);
    window.add(line(1), WINDOW);
    assertThat(seconds(window.due(2 * WINDOW))).containsExactly(1L);
  }

  @Test
  void linesOfOneMomentKeepTheOrderTheyCameIn() {
    for (int number = 0; number < 100; number++) {
      window.add(line(7).toBuilder().setData(ByteString.copyFromUtf8("" + number)).build(), number);
    }
    List<LogMessage> all = window.rest();
    for (int number = 0; number < 100; number++) {
      assertThat(all.get(number).getData().toStringUtf8()).isEqualTo("" + number);
    }
  }

  @Test
  void whatIsHeldIsBounded() {
    for (int number = 0; number < MergeWindow.LINES_MAX + 10; number++) {
      window.add(line(number), 0);
    }
    assertThat(seconds(window.due(0))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(window.rest()).hasSize(MergeWindow.LINES_MAX);
    assertThat(window.isEmpty()).isTrue();
  }
}
