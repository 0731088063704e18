package io.swarmd.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.agent.exec.LogLine;
import io.swarmd.api.LogStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogFramesTest {

  private static final String TIME = "2026-11-21T15:34:50.123456789Z";

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  private void frame(int stream, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    DataOutputStream out = new DataOutputStream(sent);
    out.write(new byte[] {(byte) stream, 0, 0, 0});
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private List<LogLine> taken(boolean terminal, int most) throws IOException {
    List<LogLine> lines = new ArrayList<>();
    new LogFrames(new ByteArrayInputStream(sent.toByteArray()), terminal).forEach(line -> {
      lines.add(line);
      return lines.size() < most;
    });
    return lines;
  }

  private static String text(LogLine line) {
    return line.data().toStringUtf8();
  }

  @Test
  void eachFrameIsALineOfItsStream() throws IOException {
    frame(1, TIME + " out\n");
    frame(2, TIME + " err with blanks");
    frame(1, TIME + " ");
    List<LogLine> lines = taken(false, 9);
    assertThat(lines).extracting(LogFramesTest::text).containsExactly("out\n", "err with blanks", "");
    assertThat(lines).extracting(LogLine::stream).containsExactly(
        LogStream.LOG_STREAM_STDOUT, LogStream.LOG_STREAM_STDERR, LogStream.LOG_STREAM_STDOUT);
    assertThat(lines).extracting(LogLine::at).containsOnly(Instant.parse(TIME));
  }

  @Test
  void aTerminalsStreamIsCutIntoLines() throws IOException {
    sent.writeBytes((TIME + " one\r\n" + TIME + " two").getBytes(StandardCharsets.UTF_8));
    assertThat(taken(true, 9)).extracting(LogFramesTest::text).containsExactly("one\r\n", "two");
  }

  @Test
  void theTakerMayHaveEnough() throws IOException {
    frame(1, TIME + " one\n");
    frame(1, TIME + " two\n");
    assertThat(taken(false, 1)).hasSize(1);
  }

  @Test
  void aFrameCutShortIsTheEnd() throws IOException {
    frame(1, TIME + " one\n");
    sent.writeBytes(new byte[] {1, 0, 0, 0, 0, 0, 0, 9, 'x'});
    assertThat(taken(false, 9)).hasSize(1);
  }

  @Test
  void whatHasNoTimeIsKeptWhole() throws IOException {
    frame(1, "no time\n");
    assertThat(taken(false, 9)).extracting(LogFramesTest::text).containsExactly("no time\n");
  }

  @Test
  void aFrameBeyondAllMeasureIsRefused() {
    sent.writeBytes(new byte[] {1, 0, 0, 0, 0x7f, 0, 0, 0});
    assertThatThrownBy(() -> taken(false, 9)).hasMessageContaining("a frame of 2130706432 bytes");
  }
}
