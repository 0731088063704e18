package io.swarmd.agent.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.LogStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputCaptureTest {

  private static final OutputLimits SMALL = new OutputLimits(1_000, 2_000, 3);
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path directory;
  private Path stdout;
  private Path stderr;
  private OutputCapture capture;

  @BeforeEach
  void open() {
    stdout = directory.resolve("stdout.log");
    stderr = directory.resolve("stderr.log");
    capture = capture(OutputLimits.standard());
  }

  private OutputCapture capture(OutputLimits limits) {
    return new OutputCapture(stdout, stderr, directory.resolve("output"), limits);
  }

  private static void write(Path file, String text, Instant at) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, FileTime.from(at));
  }

  private List<OutputRecord> records() throws IOException {
    List<OutputRecord> records = new ArrayList<>();
    try (Cursor cursor = new Cursor(capture.segments())) {
      for (Optional<OutputRecord> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        records.add(next.get());
      }
    }
    return records.stream().filter(line -> line.data().length > 0).toList();
  }

  private static String text(OutputRecord line) {
    return (line.stream() == LogStream.LOG_STREAM_STDERR ? "err " : "out ")
        + new String(line.data(), StandardCharsets.UTF_8);
  }

  private List<String> lines() throws IOException {
    return records().stream().map(OutputCaptureTest::text).toList();
  }

  @Test
  void linesAreKeptInTheOrderOfTheirTimesEachWithItsOwn() throws IOException {
    write(stdout, "two\nthree\n", NOON.plusSeconds(2));
    write(stderr, "one\n", NOON.plusSeconds(1));
    capture.take(false);
    write(stderr, "four\n", NOON.plusSeconds(2));
    capture.take(false);
    assertThat(lines()).containsExactly("err one\n", "out two\n", "out three\n", "err four\n");
    assertThat(records().stream().map(OutputRecord::at)).containsExactly(NOON.plusSeconds(1), NOON.plusSeconds(2),
        NOON.plusSeconds(2).plusNanos(1), NOON.plusSeconds(2).plusNanos(2));
  }

  @Test
  void aLineIsTakenOnceItIsWholeOrTheProcessHasEnded() throws IOException {
    write(stdout, "beg", NOON);
    capture.take(false);
    assertThat(lines()).isEmpty();
    write(stdout, "un\nprompt> ", NOON);
    capture.take(false);
    assertThat(lines()).containsExactly("out begun\n");
    capture.take(true);
    capture.take(true);
    assertThat(lines()).containsExactly("out begun\n", "out prompt> ");
  }

  @Test
  void aSilentTaskLeavesNoFiles() {
    capture.take(false);
    capture.take(true);
    assertThat(directory.resolve("output")).doesNotExist();
  }

  @Test
  void longLinesComeInPieces() throws IOException {
    String line = "x".repeat(2 * OutputCapture.LINE_BYTES_MAX + 5) + "\n";
    write(stdout, line, NOON);
    capture.take(false);
    assertThat(records().stream().map(record -> record.data().length))
        .containsExactly(OutputCapture.LINE_BYTES_MAX, OutputCapture.LINE_BYTES_MAX, 6);
  }

  @Test
  void whatWasWrittenWhileNoAgentRanIsTakenOnceByTheNext() throws IOException {
    write(stdout, "one\n", NOON);
    capture.take(false);
    capture.close();
    write(stdout, "two\n", NOON.plusSeconds(60));
    capture.take(false);
    assertThat(lines()).as("closed").hasSize(1);
    capture = capture(OutputLimits.standard());
    capture.take(false);
    assertThat(lines()).containsExactly("out one\n", "out two\n");
    assertThat(records().getLast().at()).isEqualTo(NOON.plusSeconds(60));
  }

  @Test
  void aRecordCutShortByACrashIsMadeAnew() throws IOException {
    write(stdout, "one\ntwo\n", NOON);
    capture.take(false);
    capture.close();
    Path segment = capture.segments().file(1);
    byte[] whole = Files.readAllBytes(segment);
    for (int cut = 1; cut < OutputRecord.HEADER + "two\n".length(); cut++) {
      Files.write(segment, Arrays.copyOf(whole, whole.length - cut));
      capture = capture(OutputLimits.standard());
      capture.take(false);
      capture.close();
      assertThat(lines()).containsExactly("out one\n", "out two\n");
    }
  }

  @Test
  void rawFilesAndSegmentsStayWithinTheirBounds() throws IOException {
    capture = capture(SMALL);
    for (int line = 0; line < 2_000; line++) {
      write(stdout, "line " + line + "\n", NOON.plusSeconds(line));
      capture.take(false);
      assertThat(Files.size(stdout)).isLessThan(SMALL.rawBytes());
    }
    assertThat(capture.segments().numbers()).hasSize(SMALL.segments());
    assertThat(lines()).endsWith("out line 1998\n", "out line 1999\n").doesNotHaveDuplicates();
    assertThat(lines().size()).isBetween(100, 300);
  }

  @Test
  void aFloodThatCannotBeKeptIsCounted() throws IOException {
    capture = capture(SMALL);
    write(stdout, "begun\n" + "x".repeat(3_000), NOON);
    capture.take(false);
    assertThat(lines()).containsExactly("out begun\n",
        "out swarmd: 3000 bytes were dropped here, as they came faster than they could be kept\n");
    assertThat(stdout).isEmptyFile();
    write(stdout, "on\n", NOON);
    capture.take(false);
    assertThat(lines()).endsWith("out on\n");
  }

  @Test
  void aReaderLeftBehindByRotationGoesOnAtTheOldestLineAndKnowsOfTheGap() throws IOException {
    capture = capture(SMALL);
    write(stdout, "first\n", NOON);
    capture.take(false);
    try (Cursor slow = new Cursor(capture.segments())) {
      assertThat(slow.next().map(OutputCaptureTest::text)).contains("out first\n");
      assertThat(slow.next()).isEmpty();
      for (int line = 0; line < 2_000; line++) {
        write(stdout, "line " + line + "\n", NOON);
        capture.take(false);
      }
      boolean missed = false;
      String last = "";
      for (Optional<OutputRecord> next = slow.next(); next.isPresent(); next = slow.next()) {
        missed |= slow.missedLines();
        last = text(next.get());
      }
      assertThat(missed).isTrue();
      assertThat(last).isEqualTo("out line 1999\n");
    }
  }

  /** Any split of writes, looks, restarts and rotations: what is read is what was written, as far as it is kept. */
  @RepeatedTest(100)
  void whatIsKeptIsTheEndOfWhatWasWritten(RepetitionInfo seed) throws IOException {
    capture = capture(SMALL);
    Random random = new Random(seed.getCurrentRepetition());
    StringBuilder written = new StringBuilder();
    for (int step = 0; step < 200; step++) {
      String piece = "abc\n".repeat(random.nextInt(20)) + "d".repeat(random.nextInt(8));
      written.append(piece);
      write(stdout, piece, NOON);
      if (random.nextInt(3) == 0) {
        capture.take(false);
      }
      if (random.nextInt(20) == 0) {
        capture.close();
        capture = capture(SMALL);
      }
    }
    capture.take(true);
    StringBuilder read = new StringBuilder();
    for (OutputRecord line : records()) {
      read.append(new String(line.data(), StandardCharsets.UTF_8));
    }
    String kept = read.toString();
    if (!kept.contains("dropped here")) {
      assertThat(written.toString()).endsWith(kept);
      assertThat(kept.length()).isGreaterThan(300);
    }
  }
}
