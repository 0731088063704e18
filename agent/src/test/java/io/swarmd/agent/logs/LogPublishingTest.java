package io.swarmd.agent.logs;

import static io.swarmd.agent.TestTasks.assigned;
import static io.swarmd.agent.TestTasks.complete;
import static io.swarmd.agent.TestTasks.incremental;
import static io.swarmd.agent.TestTasks.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.agent.Agent;
import io.swarmd.agent.AgentListener;
import io.swarmd.agent.AgentSettings;
import io.swarmd.agent.database.MemoryTaskDatabase;
import io.swarmd.agent.session.FakeDispatcher;
import io.swarmd.agent.worker.ScriptedExecutor;
import io.swarmd.agent.worker.ScriptedLogs;
import io.swarmd.api.LogContext;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogSelector;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.loop.SimulatedEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agent does with log subscriptions (dispatch sheet, 3.8). */
class LogPublishingTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final FakeDispatcher dispatcher = new FakeDispatcher(environment);
  private final ScriptedExecutor executor = new ScriptedExecutor();

  @BeforeEach
  void start() {
    List.of("a", "b").forEach(id -> executor.logs.put(id, new ScriptedLogs()));
    dispatcher.first = complete("1", assigned("a"), assigned("b"), assigned("silent"));
    Agent agent = new Agent(environment, AgentSettings.defaults(), dispatcher, executor, new MemoryTaskDatabase(),
        new AgentListener() {});
    agent.start();
    environment.runDue();
  }

  private static SubscriptionMessage.Builder subscription(String id, boolean follow) {
    return SubscriptionMessage.newBuilder().setId(id).setSelector(LogSelector.newBuilder().addServiceIds("service"))
        .setOptions(LogSubscriptionOptions.newBuilder().setFollow(follow));
  }

  private void send(SubscriptionMessage.Builder message) {
    dispatcher.send(message.build());
    environment.runDue();
  }

  private ScriptedLogs.Reading reading(String task) {
    environment.runDue();
    return executor.logs.get(task).readings.getLast();
  }

  private List<LogMessage> lines() {
    environment.runDue();
    return dispatcher.published.stream().flatMap(message -> message.getMessagesList().stream()).toList();
  }

  private List<String> texts() {
    return lines().stream().map(line -> line.getData().toStringUtf8().strip()).toList();
  }

  private long closes() {
    environment.runDue();
    return dispatcher.published.stream().filter(PublishLogsMessage::getClose).count();
  }

  @Test
  void allMatchingTasksAreReadAndTheEndIsSaidOnce() {
    send(subscription("s", false));
    reading("a").line("one");
    reading("a").sink.ended();
    assertThat(closes()).isZero();
    reading("b").line("two");
    reading("b").sink.ended();
    assertThat(texts()).containsExactly("one", "two");
    assertThat(lines().getFirst().getContext()).isEqualTo(
        LogContext.newBuilder().setServiceId("service").setNodeId("node").setTaskId("a").build());
    assertThat(closes()).isEqualTo(1);
    assertThat(dispatcher.published).allMatch(message -> message.getSubscriptionId().equals("s"));
    assertThat(dispatcher.logCallsCompleted).isEqualTo(1);
  }

  @Test
  void withoutAMatchingTaskOnlyTheEndIsSaid() {
    send(subscription("s", false).setSelector(LogSelector.newBuilder().addTaskIds("silent").addServiceIds("other")));
    assertThat(closes()).isEqualTo(1);
    assertThat(lines()).isEmpty();
  }

  @Test
  void tasksAndNodesAreSelectedToo() {
    send(subscription("s", false).setSelector(LogSelector.newBuilder().addTaskIds("b")));
    assertThat(executor.logs.get("a").readings).isEmpty();
    assertThat(executor.logs.get("b").readings).hasSize(1);
    send(subscription("t", false).setSelector(LogSelector.newBuilder().addNodeIds("node")));
    assertThat(executor.logs.get("a").readings).hasSize(1);
    assertThat(executor.logs.get("b").readings).hasSize(2);
  }

  @Test
  void followingReadsTasksThatComeLaterAndEndsWhenTold() {
    send(subscription("s", true).setOptions(LogSubscriptionOptions.newBuilder().setFollow(true).setTail(-4)));
    assertThat(reading("a").options.last()).isEqualTo(OptionalLong.of(3));
    executor.logs.put("c", new ScriptedLogs());
    dispatcher.send(incremental("1", "2", update(assigned("c"))));
    reading("c").line("new");
    reading("a").sink.ended();
    reading("b").sink.ended();
    reading("c").sink.ended();
    assertThat(texts()).containsExactly("new");
    assertThat(closes()).isZero();
    send(subscription("s", true).setClose(true));
    assertThat(dispatcher.logCallsCompleted).isEqualTo(1);
    assertThat(reading("a").cancelled).isTrue();
    reading("c").line("unheard");
    assertThat(texts()).containsExactly("new");
  }

  @Test
  void aSubscriptionThatIsKnownIsNotServedTwiceAndCanReturn() {
    send(subscription("s", true));
    send(subscription("s", true));
    assertThat(executor.logs.get("a").readings).hasSize(1);
    dispatcher.endLogCall();
    send(subscription("s", true));
    assertThat(executor.logs.get("a").readings).hasSize(2);
  }

  @Test
  void withTheSessionAllSubscriptionsEndAndTheNextManagerTellsThemAgain() {
    send(subscription("s", true));
    ScriptedLogs.Reading before = reading("a");
    dispatcher.breakSession();
    environment.runFor(Duration.ofSeconds(1));
    assertThat(before.cancelled).isTrue();
    assertThat(dispatcher.logCallsCancelled).isEqualTo(1);
    send(subscription("s", true));
    assertThat(executor.logs.get("a").readings).hasSize(2);
  }

  @Test
  void whileTheTransportIsFullReadersAreHeldBack() {
    dispatcher.logsJammed = true;
    send(subscription("s", true));
    ScriptedLogs.Reading reading = reading("a");
    int written = 0;
    while (reading.sink.ready()) {
      reading.line("x".repeat(1_000));
      written++;
    }
    assertThat(written).isBetween(100, 140);
    int[] woken = {0};
    reading.sink.whenReady(() -> woken[0]++);
    environment.runFor(Duration.ofHours(1));
    assertThat(woken[0]).isZero();
    assertThat(reading("b").sink.ready()).as("each task has its own share").isTrue();
    dispatcher.unjamLogs();
    assertThat(lines()).hasSize(written);
    assertThat(woken[0]).isEqualTo(1);
    assertThat(dispatcher.published.size()).as("lines that waited are sent together").isLessThan(written / 10);
  }

  @Test
  void oneTaskSendsTenMebibytesASecond() {
    send(subscription("s", true));
    ScriptedLogs.Reading reading = reading("a");
    long[] sent = {0};
    Runnable write = new Runnable() {
      @Override
      public void run() {
        while (reading.sink.ready() && sent[0] < 100L << 20) {
          reading.line("x".repeat((64 << 10) - 1));
          sent[0] += 64 << 10;
        }
        reading.sink.whenReady(this);
      }
    };
    write.run();
    environment.runFor(Duration.ofSeconds(4));
    assertThat(sent[0] >> 20).as("a burst of 10, then 10 each second").isBetween(49L, 51L);
  }

  @Test
  void aTaskThatCannotBeReadSaysWhy() {
    send(subscription("s", false));
    reading("a").sink.failed(new IllegalStateException("the log driver keeps nothing"));
    reading("b").sink.ended();
    assertThat(texts()).containsExactly("swarmd: the output of this task cannot be read: the log driver keeps nothing");
    assertThat(closes()).isEqualTo(1);
  }

  @Test
  void optionsThatNobodyServesAreIgnoredAndTheSessionLives() {
    send(subscription("s", false).setOptions(LogSubscriptionOptions.newBuilder().setTail(3)));
    assertThat(dispatcher.published).isEmpty();
    assertThat(dispatcher.sessions).hasSize(1);
  }
}
