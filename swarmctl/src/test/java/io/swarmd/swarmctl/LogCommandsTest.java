package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.swarmd.api.Annotations;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogSelector;
import io.swarmd.api.LogStream;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code service logs} and {@code task logs} (control sheet, 18.2, section 23). */
class LogCommandsTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final FakeLogs logs = new FakeLogs();
  private final CommandLineFixture line = new CommandLineFixture(logs);

  @BeforeEach
  void aServiceOfTwoTasks() {
    line.control.services.add(Service.newBuilder().setId("service-1")
        .setSpec(ServiceSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName("web"))).build());
    line.control.nodes.add(Node.newBuilder().setId("node-1")
        .setDescription(NodeDescription.newBuilder().setHostname("vm")).build());
    line.control.tasks.add(task("task-1-0123456789", 1, TaskState.RUNNING));
    line.control.tasks.add(task("task-2-0123456789", 2, TaskState.RUNNING));
  }

  @AfterEach
  void close() {
    line.close();
  }

  private static Task task(String id, long slot, TaskState state) {
    return Task.newBuilder().setId(id).setServiceId("service-1").setSlot(slot).setNodeId("node-1")
        .setServiceAnnotations(Annotations.newBuilder().setName("web"))
        .setStatus(TaskStatus.newBuilder().setState(state)).build();
  }

  private static LogMessage out(int task, int second, String text) {
    return FakeLogs.line(
        "task-" + task + "-0123456789", LogStream.LOG_STREAM_STDOUT, NOON.plusSeconds(second), text + "\n");
  }

  private static LogMessage err(int task, int second, String text) {
    return out(task, second, text).toBuilder().setStream(LogStream.LOG_STREAM_STDERR).build();
  }

  private LogSubscriptionOptions asked() {
    return logs.requests.getLast().getOptions();
  }

  @Test
  @Tag("control-54")
  void linesGoWhereTheTaskWroteThem() {
    logs.sends(Status.OK, out(1, 1, "hello"), err(1, 2, "oops"));
    assertThat(line.shows("service", "logs", "web")).isEqualTo("web.1@vm❯ hello\n");
    assertThat(line.err).isEqualTo("web.1@vm❯ oops\n");
    assertThat(logs.requests.getFirst().getSelector()).isEqualTo(
        LogSelector.newBuilder().addServiceIds("service-1").build());
    assertThat(asked()).isEqualTo(LogSubscriptionOptions.getDefaultInstance());
    logs.sends(Status.OK, out(1, 1, "hello"));
    assertThat(line.shows("-n", "svc", "log", "web")).isEqualTo("task-1-0123456789@node-1❯ hello\n");
  }

  @Test
  void linesOfSeveralTasksAreShownInTheOrderTheyWereWritten() {
    logs.sends(Status.OK, out(2, 2, "b"), out(2, 4, "d"), out(1, 1, "a"), out(1, 3, "c"));
    assertThat(line.shows("service", "logs", "--raw", "web")).isEqualTo("a\nb\nc\nd\n");
  }

  @Test
  void whatIsShownOfALineIsChosen() {
    logs.sends(Status.OK, out(1, 1, "x"));
    assertThat(line.shows("service", "logs", "-t", "web")).isEqualTo("2026-11-21T12:00:01Z web.1@vm❯ x\n");
    logs.sends(Status.OK, out(1, 1, "x"));
    assertThat(line.shows("service", "logs", "--timestamps", "--raw", "--details", "web"))
        .isEqualTo("2026-11-21T12:00:01Z a=1,b=2 x\n");
    logs.sends(Status.OK, out(1, 1, "x"));
    assertThat(line.shows("service", "logs", "--task-ids", "web")).isEqualTo("web.1.task-1-01234@vm❯ x\n");
    logs.sends(Status.OK, out(1, 1, "x"));
    assertThat(line.shows("service", "logs", "--no-trunc", "web")).isEqualTo("web.1.task-1-0123456789@vm❯ x\n");
    logs.sends(Status.OK, out(1, 1, "x"));
    assertThat(line.shows("service", "logs", "--no-trunc", "--no-task-ids", "web")).isEqualTo("web.1@vm❯ x\n");
  }

  @Test
  void programsGetOneObjectALine() {
    logs.sends(Status.OK, err(1, 1, "say \"x\""));
    assertThat(line.shows("service", "logs", "--format", "json", "web")).isEqualTo("{\"timestamp\":"
        + "\"2026-11-21T12:00:01Z\",\"stream\":\"stderr\",\"task\":\"web.1\",\"node\":\"vm\",\"taskId\":"
        + "\"task-1-0123456789\",\"serviceId\":\"service-1\",\"nodeId\":\"node-1\",\"data\":\"say \\\"x\\\"\\n\","
        + "\"details\":{\"b\":\"2\",\"a\":\"1\"}}\n");
    assertThat(line.err).isEmpty();
  }

  @Test
  void theTailIsOneMoreOnTheWire() {
    line.shows("service", "logs", "--tail", "10", "web");
    assertThat(asked().getTail()).isEqualTo(-11);
    line.shows("service", "logs", "--tail", "0", "web");
    assertThat(asked().getTail()).isEqualTo(-1);
    line.shows("service", "logs", "--tail", "all", "web");
    assertThat(asked().getTail()).isZero();
    line.fails("invalid argument \"some\" for \"--tail\" flag: must be a number of lines, or all",
        "service", "logs", "--tail", "some", "web");
  }

  @Test
  void timesAreGivenInSeveralWays() {
    assertThat(since("42m")).isEqualTo(line.now.minusSeconds(42 * 60));
    assertThat(since("2026-11-21T03:12:00.5Z")).isEqualTo(Instant.parse("2026-11-21T03:12:00.500Z"));
    assertThat(since("2026-11-21T03:12:00+01:00")).isEqualTo(Instant.parse("2026-11-21T02:12:00Z"));
    assertThat(since("2026-11-21T03:12")).isEqualTo(Instant.parse("2026-11-21T03:12:00Z"));
    assertThat(since("2026-11-21")).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
    assertThat(since("1700000000.25")).isEqualTo(Instant.ofEpochSecond(1_700_000_000, 250_000_000));
    assertThat(since("0")).isEqualTo(Instant.EPOCH);
    line.fails("invalid argument \"yesterday\" for \"--since\" flag: must be a time like 2026-11-21T03:12:00Z, seconds "
        + "since 1970, or a span like 42m", "service", "logs", "--since", "yesterday", "web");
  }

  private Instant since(String text) {
    line.shows("service", "logs", "--since", text, "web");
    return WireTime.instant(asked().getSince());
  }

  @Test
  void whatIsMissingIsToldAfterTheLinesWithAFailure() {
    logs.sends(Status.UNKNOWN.withDescription("warning: incomplete log stream. some logs could not be retrieved for "
        + "the following reasons: node node-2 is not available"), out(1, 1, "hello"));
    assertThat(line.run("service", "logs", "web")).isEqualTo(255);
    assertThat(line.out).isEqualTo("web.1@vm❯ hello\n");
    assertThat(line.err).isEqualTo("Error: failed receiving stream message: warning: incomplete log stream. some logs "
        + "could not be retrieved for the following reasons: node node-2 is not available\n");
  }

  @Test
  void tasksAreReadByTheirIds() {
    logs.sends(Status.OK, out(2, 1, "x"));
    assertThat(line.shows("task", "logs", "task-2-0123456789")).isEqualTo("web.2@vm❯ x\n");
    assertThat(logs.requests.getLast().getSelector()).isEqualTo(
        LogSelector.newBuilder().addTaskIds("task-2-0123456789").build());
    line.shows("service", "logs", "web", "task-2-0123456789");
    assertThat(logs.requests.getLast().getSelector()).isEqualTo(
        LogSelector.newBuilder().addServiceIds("service-1").addTaskIds("task-2-0123456789").build());
  }

  @Test
  void whatIsNotKnownIsNamed() {
    line.fails("task t9 not found; tasks go by their full id, as shown by task ls", "task", "logs", "t9");
    line.fails("service t9 not found", "service", "logs", "t9");
    line.fails("missing service IDs", "service", "logs");
    assertThat(logs.requests).isEmpty();
  }

  @Test
  void thatNothingRanYetIsSaid() {
    line.control.tasks.clear();
    line.control.tasks.add(task("task-1", 1, TaskState.PENDING));
    assertThat(line.shows("service", "logs", "web")).isEmpty();
    assertThat(line.err).isEqualTo("swarmctl: there is nothing to read: no task of web has run yet\n");
  }

  @Test
  void followingGoesOnAfterAChangeOfLeader() {
    logs.sends(Status.UNKNOWN.withDescription("broker is not running"), out(1, 1, "a"), out(1, 2, "b"));
    logs.sends(Status.UNKNOWN.withDescription("The swarm does not have a leader."));
    logs.sends(Status.UNAVAILABLE.withDescription("io exception"));
    logs.sends(Status.OK, out(1, 1, "a"), out(1, 2, "b"), out(1, 3, "c"));
    assertThat(line.shows("service", "logs", "-f", "--raw", "--tail", "2", "web")).isEqualTo("a\nb\nc\n");
    assertThat(logs.requests).hasSize(4);
    assertThat(asked().getFollow()).isTrue();
    assertThat(asked().getTail()).isZero();
    assertThat(WireTime.instant(asked().getSince())).isBefore(NOON.plusSeconds(1));
    assertThat(line.err.lines()).allMatch(text -> text.endsWith("; trying again")).hasSize(3);
  }

  @Test
  void followingGivesUpWhenNobodyIsThereForLong() {
    for (int attempt = 0; attempt < 100; attempt++) {
      logs.sends(Status.UNAVAILABLE.withDescription("no leader"));
    }
    assertThat(line.run("service", "logs", "-f", "web")).isEqualTo(255);
    assertThat(line.err).endsWith("Error: failed receiving stream message: no leader\n");
    assertThat(logs.requests).hasSizeBetween(50, 70);
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    logs.sends(Status.INVALID_ARGUMENT.withDescription("tail must not be positive"));
    line.fails("failed receiving stream message: tail must not be positive", "service", "logs", "-f", "web");
    assertThat(logs.requests).hasSize(1);
  }

  @Test
  void whatDoesNotFollowIsNotTriedAgain() {
    logs.sends(Status.UNAVAILABLE.withDescription("no leader"));
    line.fails("failed receiving stream message: no leader", "service", "logs", "web");
    assertThat(logs.requests).hasSize(1);
  }
}
