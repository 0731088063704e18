package io.swarmd.agent.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.agent.exec.LogOptions;
import io.swarmd.agent.exec.LogReading;
import io.swarmd.api.LogStream;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.model.time.WireTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CapturedLogsTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final LogSubscriptionOptions ALL = LogSubscriptionOptions.getDefaultInstance();

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Path stdout;
  private Path stderr;
  private OutputCapture capture;
  private volatile boolean over;

  @BeforeEach
  void open() throws IOException {
    stdout = directory.resolve("stdout.log");
    stderr = directory.resolve("stderr.log");
    capture = new OutputCapture(stdout, stderr, directory.resolve("output"), OutputLimits.standard());
    for (int line = 1; line <= 20; line++) {
      write(line % 2 == 0 ? stderr : stdout, "line " + line + "\n", NOON.plusSeconds(line));
      capture.take(false);
    }
  }

  @AfterEach
  void end() {
    over = true;
    threads.shutdownNow();
  }

  private static void write(Path file, String text, Instant at) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, FileTime.from(at));
  }

  private LogReading read(LogSubscriptionOptions options, RecordingSink sink) {
    return new CapturedLogs(capture, () -> over, threads).read(LogOptions.of(options), sink);
  }

  private RecordingSink readAll(LogSubscriptionOptions.Builder options) {
    RecordingSink sink = new RecordingSink();
    read(options.build(), sink);
    await().until(() -> sink.ended);
    return sink;
  }

  @Test
  void withoutLimitsAllLinesComeWithTheirTimesAndStreams() {
    RecordingSink sink = readAll(ALL.toBuilder());
    assertThat(sink.lines).hasSize(20);
    assertThat(sink.lines.getFirst().at()).isEqualTo(NOON.plusSeconds(1));
    assertThat(sink.lines.getFirst().stream()).isEqualTo(LogStream.LOG_STREAM_STDOUT);
    assertThat(sink.lines.getLast().stream()).isEqualTo(LogStream.LOG_STREAM_STDERR);
    assertThat(sink.texts()).startsWith("line 1").endsWith("line 20");
  }

  @Test
  @Tag("dispatch-92")
  void aTailTakesTheLastLinesOrNone() {
    assertThat(readAll(ALL.toBuilder().setTail(-11)).texts()).hasSize(10).startsWith("line 11");
    assertThat(readAll(ALL.toBuilder().setTail(-1)).texts()).isEmpty();
    assertThat(readAll(ALL.toBuilder().setTail(-100)).texts()).hasSize(20);
  }

  @Test
  void streamsAndTimesAreChosen() {
    LogSubscriptionOptions.Builder err = ALL.toBuilder().addStreams(LogStream.LOG_STREAM_STDERR);
    assertThat(readAll(err).texts()).hasSize(10).startsWith("line 2");
    assertThat(readAll(err.setTail(-3)).texts()).containsExactly("line 18", "line 20");
    LogSubscriptionOptions.Builder since =
        ALL.toBuilder().setSince(WireTime.timestamp(NOON.plusSeconds(19)));
    assertThat(readAll(since).texts()).as("the moment itself counts").containsExactly("line 19", "line 20");
  }

  @Test
  void followingGoesOnUntilTheProcessHasEnded() throws IOException {
    RecordingSink sink = new RecordingSink();
    read(ALL.toBuilder().setTail(-2).setFollow(true).build(), sink);
    await().until(() -> sink.lines.size() == 1);
    write(stdout, "later\nprompt> ", NOON.plusSeconds(30));
    await().until(() -> sink.lines.size() == 2);
    assertThat(sink.ended).isFalse();
    over = true;
    await().until(() -> sink.ended);
    assertThat(sink.texts()).containsExactly("line 20", "later", "prompt>");
  }

  @Test
  void aSinkThatTakesNothingHoldsTheReaderBack() {
    RecordingSink sink = new RecordingSink();
    sink.room = 5;
    read(ALL, sink);
    await().until(() -> sink.waiting() && sink.lines.size() == 5);
    sink.makeRoom(100);
    await().until(() -> sink.ended);
    assertThat(sink.lines).hasSize(20);
  }

  @Test
  void aReadingThatIsCancelledSaysNothingMore() {
    RecordingSink sink = new RecordingSink();
    sink.room = 5;
    LogReading reading = read(ALL.toBuilder().setFollow(true).build(), sink);
    await().until(sink::waiting);
    reading.cancel();
    sink.makeRoom(100);
    threads.close();
    assertThat(sink.lines).hasSize(5);
    assertThat(sink.ended).isFalse();
  }
}
