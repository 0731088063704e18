package io.swarmd.dispatcher.logs;

import static io.swarmd.dispatcher.logs.BrokerFixture.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.LogMessage;
import io.swarmd.dispatcher.logs.BrokerFixture.Publishing;
import io.swarmd.dispatcher.logs.BrokerFixture.Reader;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a reader that takes nothing, or little, costs this manager (dispatch sheet, 7.12). */
class SlowReaderTest {

  private static final int LINES = 5_000;
  private static final LogLimits LIMITS = new LogLimits(
      10, 64 << 10, 128 << 10, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(2), 8, 16);

  private final BrokerFixture at = new BrokerFixture(LIMITS);

  @BeforeEach
  void twoNodes() {
    at.nodes("n1", "n2");
    at.commit(running("t1", "n1"), running("t2", "n2"));
  }

  private Publishing flood(String node, String task) {
    Publishing publishing = at.publish(at.listen(node));
    IntStream.range(0, LINES).forEach(number -> publishing.line(task, task + " " + number));
    return publishing;
  }

  private void takeAll(Reader reader) {
    reader.outlet().blocked(false);
    reader.stream().ready();
    at.environment.runDue();
  }

  @Test
  void nodesWaitForAReaderThatWantsAllAndNothingIsLost() {
    Reader reader = at.readService(false);
    reader.outlet().blocked(true);
    Publishing one = flood("n1", "t1");
    Publishing two = flood("n2", "t2");
    assertThat(one.held()).isPositive();
    at.pass(Duration.ofHours(10));
    assertThat(one.held() + two.held()).as("still held back").isGreaterThan(LINES);
    takeAll(reader);
    one.close();
    two.close();
    assertThat(reader.lines()).hasSize(2 * LINES).doesNotHaveDuplicates();
    assertThat(reader.outlet().completed()).isTrue();
  }

  @Test
  void aReaderThatFollowsAndStallsIsWaitedForOnlyForAWhileAndIsToldWhatItMissed() {
    Reader reader = at.readService(true);
    reader.outlet().blocked(true);
    Publishing publishing = flood("n1", "t1");
    assertThat(publishing.held()).isPositive();
    at.pass(LIMITS.patience());
    assertThat(publishing.held()).as("nodes are free of the reader").isZero();
    assertThat(reader.lines()).isEmpty();
    takeAll(reader);
    publishing.line("t1", "after the gap");
    List<String> lines = reader.lines();
    assertThat(lines.size()).isLessThan(LINES / 2);
    long kept = lines.stream().filter(line -> line.startsWith("t1 ")).count();
    assertThat(lines).endsWith("swarmd: " + (LINES - kept)
        + " lines were dropped here, as lines came faster than they were read", "after the gap");
  }

  @Test
  void aReaderThatReadsAgainIsWaitedForAgain() {
    Reader reader = at.readService(true);
    reader.outlet().blocked(true);
    Publishing publishing = flood("n1", "t1");
    at.pass(LIMITS.patience());
    takeAll(reader);
    reader.outlet().blocked(true);
    IntStream.range(0, LINES).forEach(number -> publishing.line("t1", "again " + number));
    assertThat(publishing.held()).isPositive();
    takeAll(reader);
    assertThat(reader.lines().stream().filter(line -> line.startsWith("again"))).hasSize(LINES);
  }

  /** Also lines that nobody asked for are counted, not kept. */
  @Test
  void whatWaitsIsBoundedWhateverReadersAndNodesDo() {
    LineQueue queue = new LineQueue(LIMITS);
    Publishing lines = at.publish("n1", "any");
    for (int number = 0; number < 50_000; number++) {
      queue.add(lines.line("n1", "t1", "x".repeat(100)), number % 2 == 0, at.environment.now());
    }
    assertThat(queue.bytes()).isLessThan(LIMITS.queueBytes() + 1024);
    queue.noteDropped(at.environment.now());
    int taken = 0;
    long dropped = 0;
    while (!queue.isEmpty()) {
      for (LogMessage line : queue.next().getMessagesList()) {
        String text = line.getData().toStringUtf8();
        if (text.startsWith("swarmd: ")) {
          dropped += Long.parseLong(text.split(" ")[1]);
        } else {
          taken++;
        }
      }
    }
    assertThat(taken + dropped).isEqualTo(50_000);
    assertThat(queue.bytes()).isZero();
  }
}
