package io.swarmd.agent;

import static io.swarmd.agent.TestTasks.assigned;
import static io.swarmd.agent.TestTasks.complete;
import static io.swarmd.agent.TestTasks.incremental;
import static io.swarmd.agent.TestTasks.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.swarmd.agent.database.MemoryTaskDatabase;
import io.swarmd.agent.session.FakeDispatcher;
import io.swarmd.agent.session.FakeDispatcher.Mood;
import io.swarmd.agent.worker.ScriptedExecutor;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Peer;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.TaskState;
import io.swarmd.api.TasksMessage;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.api.WeightedPeer;
import io.swarmd.loop.SimulatedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AgentTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final FakeDispatcher dispatcher = new FakeDispatcher(environment);
  private final ScriptedExecutor executor = new ScriptedExecutor();
  private final MemoryTaskDatabase database = new MemoryTaskDatabase();
  private final Heard heard = new Heard();

  /** What the node heard of its agent. */
  private static final class Heard implements AgentListener {
    final List<List<WeightedPeer>> managers = new ArrayList<>();
    final List<String> changes = new ArrayList<>();
    final List<RuntimeException> ended = new ArrayList<>();
    int losses;
    int endAtLoss = Integer.MAX_VALUE;

    @Override
    public void managers(List<WeightedPeer> told) {
      managers.add(told);
    }

    @Override
    public void changed(Optional<Node> node, Optional<ByteString> rootCa) {
      changes.add((node.isPresent() ? "node " : "") + (rootCa.isPresent() ? "root" : ""));
    }

    @Override
    public Optional<RuntimeException> sessionClosed(Status failure) {
      return ++losses >= endAtLoss ? Optional.of(new IllegalStateException("enough")) : Optional.empty();
    }

    @Override
    public void ended(RuntimeException failure) {
      ended.add(failure);
    }
  }

  private Agent agent(AgentSettings settings) {
    return new Agent(environment, settings, dispatcher, executor, database, heard);
  }

  private Agent started() {
    Agent agent = agent(AgentSettings.defaults());
    agent.start();
    environment.runDue();
    return agent;
  }

  private void pass(Duration span) {
    environment.runFor(span);
  }

  @Test
  void aNewAgentRegistersBeatsAndIsReady() {
    Agent agent = started();
    assertThat(agent.ready()).isCompleted();
    assertThat(dispatcher.sessions.getFirst().getSessionId()).isEmpty();
    assertThat(dispatcher.sessions.getFirst().getDescription().getHostname()).isEqualTo("machine");
    pass(Duration.ofSeconds(12));
    assertThat(dispatcher.beats).as("one at once, then one each period of 5 s").isEqualTo(3);
  }

  @Test
  @Tag("dispatch-40")
  void itComesBackFromErrorsAndSilence() {
    dispatcher.sessionMood = Mood.FAILS;
    started();
    pass(Duration.ofMillis(100));
    int failures = dispatcher.sessions.size();
    assertThat(failures).isGreaterThanOrEqualTo(2);
    dispatcher.sessionMood = Mood.HANGS;
    pass(Duration.ofSeconds(60));
    assertThat(heard.losses).as("each silent session is given up after 5 s").isBetween(failures + 3, failures + 11);
    dispatcher.sessionMood = Mood.ANSWERS;
    pass(Duration.ofSeconds(15));
    int sessions = dispatcher.sessions.size();
    pass(Duration.ofMinutes(1));
    assertThat(dispatcher.sessions).as("and the one that works is kept").hasSize(sessions);
  }

  @Test
  @Tag("dispatch-41")
  void waitsGrowToEightSeconds() {
    dispatcher.sessionMood = Mood.FAILS;
    started();
    pass(Duration.ofMinutes(10));
    List<Duration> waits = IntStream.range(1, dispatcher.connectedAt.size())
        .mapToObj(i -> dispatcher.connectedAt.get(i).minus(dispatcher.connectedAt.get(i - 1))).toList();
    List<Long> bounds = List.of(100L, 300L, 700L, 1500L, 3100L, 6300L, 8000L);
    for (int i = 0; i < waits.size(); i++) {
      assertThat(waits.get(i)).isLessThan(Duration.ofMillis(bounds.get(Math.min(i, bounds.size() - 1))));
    }
    assertThat(waits).as("the waits are random").anyMatch(wait -> wait.compareTo(Duration.ofSeconds(6)) > 0);
    assertThat(waits.subList(7, waits.size())).anyMatch(wait -> wait.compareTo(Duration.ofSeconds(2)) < 0);
  }

  @Test
  void aMissedHeartbeatAnswerEndsTheSession() {
    started();
    dispatcher.beatMood = Mood.HANGS;
    pass(Duration.ofSeconds(11));
    assertThat(dispatcher.closed).startsWith(false);
    assertThat(dispatcher.sessions).hasSizeGreaterThan(1);
    assertThat(dispatcher.sessions.get(1).getSessionId()).isEqualTo("session-1");
  }

  @Test
  @Tag("dispatch-42")
  void theNodeAroundItMayEndItAtAClosedSession() {
    dispatcher.sessionMood = Mood.FAILS;
    heard.endAtLoss = 3;
    started();
    pass(Duration.ofMinutes(1));
    assertThat(heard.ended).singleElement().satisfies(failure -> assertThat(failure).hasMessage("enough"));
    assertThat(dispatcher.sessions).hasSize(3);
  }

  @Test
  @Tag("dispatch-43")
  void aHandshakeRefusedWhileJoiningEndsItOnlyBeforeTheFirstSession() {
    dispatcher.failure = Status.UNAVAILABLE.withCause(new SSLHandshakeException("unknown authority"));
    dispatcher.sessionMood = Mood.FAILS;
    agent(AgentSettings.defaults().whenJoining(true)).start();
    pass(Duration.ofMinutes(1));
    assertThat(heard.ended).hasSize(1);
    assertThat(dispatcher.sessions).hasSize(1);
  }

  @Test
  @Tag("dispatch-43")
  void aHandshakeRefusedLaterIsTriedAgain() {
    agent(AgentSettings.defaults().whenJoining(true)).start();
    environment.runDue();
    dispatcher.failure = Status.UNAVAILABLE.withCause(new SSLHandshakeException("expired"));
    dispatcher.sessionMood = Mood.FAILS;
    dispatcher.breakSession();
    pass(Duration.ofMinutes(1));
    assertThat(heard.ended).isEmpty();
    assertThat(dispatcher.sessions).hasSizeGreaterThan(3);
  }

  @Test
  @Tag("dispatch-44")
  void aChangedDescriptionOpensOneSessionWithTheSameId() {
    started();
    pass(Duration.ofSeconds(45));
    assertThat(dispatcher.sessions).hasSize(1);
    executor.description = NodeDescription.newBuilder().setHostname("renamed").build();
    pass(Duration.ofSeconds(60));
    assertThat(dispatcher.sessions).hasSize(2);
    SessionRequest second = dispatcher.sessions.get(1);
    assertThat(second.getSessionId()).isEqualTo("session-1");
    assertThat(second.getDescription().getHostname()).isEqualTo("renamed");
    assertThat(dispatcher.closed).containsExactly(true);
  }

  @Test
  void aNodeThatCannotBeDescribedForLongLeavesItsManagersUntilItCan() {
    started();
    NodeDescription answer = executor.description;
    executor.description = null;
    pass(Duration.ofSeconds(29));
    assertThat(dispatcher.closed).as("an answer or two may be missed").isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(dispatcher.closed).hasSize(1);
    int beats = dispatcher.beats;
    pass(Duration.ofMinutes(10));
    assertThat(dispatcher.sessions).hasSize(1);
    assertThat(dispatcher.beats).isEqualTo(beats);
    executor.description = answer;
    pass(Duration.ofSeconds(6));
    assertThat(dispatcher.sessions).hasSize(2);
    assertThat(dispatcher.sessions.get(1).getSessionId()).isEqualTo("session-1");
    pass(Duration.ofMinutes(1));
    assertThat(dispatcher.sessions).hasSize(2);
  }

  @Test
  void anAnswerInBetweenBeginsTheCountAnew() {
    started();
    NodeDescription answer = executor.description;
    for (int round = 0; round < 5; round++) {
      executor.description = null;
      pass(Duration.ofSeconds(26));
      executor.description = answer;
      pass(Duration.ofSeconds(4));
    }
    assertThat(dispatcher.sessions).hasSize(1);
    assertThat(dispatcher.closed).isEmpty();
  }

  private static WeightedPeer peer(String id, String address) {
    return WeightedPeer.newBuilder().setPeer(Peer.newBuilder().setNodeId(id).setAddr(address)).setWeight(10).build();
  }

  @Test
  @Tag("dispatch-45")
  void aManagerWithoutAddressIsNotToldAndAnEmptyListForgetsNobody() {
    dispatcher.message = dispatcher.message.toBuilder()
        .addManagers(peer("a", "10.0.0.1:4242")).addManagers(peer("b", "")).build();
    started();
    dispatcher.send(dispatcher.message.toBuilder().clearManagers().build());
    environment.runDue();
    assertThat(heard.managers).containsExactly(List.of(peer("a", "10.0.0.1:4242")));
  }

  @Test
  @Tag("dispatch-46")
  void aNodeThatDiffersOnlyInStatusConfiguresNothing() {
    Node node = Node.newBuilder().setId("n").build();
    dispatcher.message = dispatcher.message.toBuilder().setNode(node).build();
    started();
    Node sameNode = node.toBuilder().setStatus(NodeStatus.newBuilder().setAddr("10.0.0.2")).build();
    dispatcher.send(dispatcher.message.toBuilder().setNode(sameNode).build());
    dispatcher.send(dispatcher.message.toBuilder().setNode(node.toBuilder().setVXLANUDPPort(4789)).build());
    environment.runDue();
    assertThat(executor.configured).extracting(Node::getVXLANUDPPort).containsExactly(0, 4789);
  }

  private static EncryptionKey key(long time) {
    return EncryptionKey.newBuilder().setLamportTime(time).build();
  }

  @Test
  @Tag("dispatch-47")
  void keysAreHandedOnOnlyWhenOneIsNew() {
    dispatcher.message = dispatcher.message.toBuilder().addNetworkBootstrapKeys(key(1)).build();
    started();
    dispatcher.send(dispatcher.message);
    dispatcher.send(dispatcher.message.toBuilder().addNetworkBootstrapKeys(key(2)).build());
    environment.runDue();
    assertThat(executor.keys).containsExactly(List.of(key(1)), List.of(key(1), key(2)));
  }

  @Test
  @Tag("dispatch-48")
  void aNewRootAndANewNodeMakeOneNotice() {
    dispatcher.message = dispatcher.message.toBuilder()
        .setNode(Node.newBuilder().setId("n")).setRootCA(ByteString.copyFromUtf8("pem")).build();
    started();
    dispatcher.send(dispatcher.message.toBuilder().setRootCA(ByteString.copyFromUtf8("other")).build());
    environment.runDue();
    assertThat(heard.changes).containsExactly("node root", "root");
  }

  @Test
  @Tag("dispatch-52")
  void aTaskThatEndsWithoutManagersIsReportedOnTheirReturn() {
    CompletableFuture<Void> end = executor.answer("awaitEnd a");
    dispatcher.first = complete("1", assigned("a"));
    started();
    dispatcher.sessionMood = Mood.FAILS;
    dispatcher.breakSession();
    environment.runDue();
    end.complete(null);
    pass(Duration.ofSeconds(1));
    assertThat(database.status("a").orElseThrow().getState()).isEqualTo(TaskState.COMPLETE);
    assertThat(dispatcher.reported).extracting(this::state).containsExactly(TaskState.RUNNING);
    dispatcher.sessionMood = Mood.ANSWERS;
    pass(Duration.ofSeconds(20));
    assertThat(dispatcher.reported.getLast().getStatus().getState()).isEqualTo(TaskState.COMPLETE);
  }

  private TaskState state(TaskStatusUpdate update) {
    return update.getStatus().getState();
  }

  @Test
  @Tag("dispatch-53")
  void everyTaskIsReportedOnceAfterReconnecting() {
    dispatcher.first = complete("1", assigned("a"), assigned("b"));
    started();
    dispatcher.reported.clear();
    dispatcher.breakSession();
    pass(Duration.ofSeconds(10));
    assertThat(dispatcher.reported).extracting(TaskStatusUpdate::getTaskId).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  @Tag("dispatch-54")
  void aReportForNobodyIsDroppedAndOneThatFailsIsSentAgain() {
    dispatcher.first = complete("1", assigned("a"));
    dispatcher.reportAnswer = request -> Status.NOT_FOUND;
    started();
    assertThat(dispatcher.sessions).hasSize(1);
    assertThat(dispatcher.reported).isEmpty();
    dispatcher.reportAnswer = request -> Status.ABORTED;
    dispatcher.send(incremental("1", "2", update(assigned("b"))));
    environment.runDue();
    dispatcher.reportAnswer = request -> Status.OK;
    pass(Duration.ofSeconds(10));
    assertThat(dispatcher.sessions.size()).isGreaterThan(1);
    assertThat(dispatcher.reported).extracting(TaskStatusUpdate::getTaskId).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  @Tag("dispatch-59")
  void aGapIsDroppedAndClosedByAFreshStream() {
    started();
    dispatcher.first = complete("7", assigned("a"));
    dispatcher.send(incremental("3", "4", update(assigned("lost"))));
    environment.runDue();
    assertThat(dispatcher.assignmentRequests).hasSize(2);
    assertThat(dispatcher.sessions).hasSize(1);
    assertThat(executor.calls).contains("start a").doesNotContain("start lost");
    dispatcher.send(incremental("7", "8", update(assigned("b"))));
    environment.runDue();
    assertThat(executor.calls).contains("start b");
  }

  @Test
  @Tag("dispatch-60")
  void aManagerWithoutAssignmentsIsAskedForTasks() {
    dispatcher.knowsAssignments = false;
    dispatcher.firstTasks = TasksMessage.newBuilder().addTasks(assigned("a")).build();
    started();
    assertThat(executor.calls).contains("start a");
    assertThat(dispatcher.sessions).hasSize(1);
  }

  @Test
  @Tag("dispatch-60")
  void aManagerWithoutLogsIsAsGoodAsAnyOther() {
    dispatcher.knowsLogs = false;
    started();
    pass(Duration.ofMinutes(1));
    assertThat(dispatcher.sessions).hasSize(1);
    assertThat(dispatcher.closed).isEmpty();
  }

  @Test
  void theEndOfTheLogSubscriptionsIsTheEndOfTheSession() {
    started();
    dispatcher.endSubscriptions();
    pass(Duration.ofSeconds(5));
    assertThat(dispatcher.sessions).hasSize(2);
  }

  @Test
  @Tag("dispatch-56")
  void remembranceComesBeforeAnyManager() {
    dispatcher.first = complete("1", assigned("a"));
    started().close();
    environment.runDue();
    executor.calls.clear();
    dispatcher.sessionMood = Mood.HANGS;
    started();
    assertThat(executor.calls).containsExactly("awaitEnd a");
  }

  @Test
  void stoppingEndsTasksReportsAndCloses() {
    dispatcher.first = complete("1", assigned("a"));
    Agent agent = started();
    CompletableFuture<Void> stopped = agent.stop(Duration.ofSeconds(2));
    environment.runDue();
    assertThat(stopped).isCompleted();
    assertThat(executor.calls).contains("shutdown a");
    assertThat(dispatcher.reported.getLast().getStatus().getState()).isEqualTo(TaskState.FAILED);
    assertThatThrownBy(agent::leave).hasMessage("the agent does not run");
  }

  @Test
  void stoppingWithoutAManagerWaitsNoLongerThanTold() {
    dispatcher.first = complete("1", assigned("a"));
    Agent agent = started();
    dispatcher.sessionMood = Mood.HANGS;
    dispatcher.breakSession();
    CompletableFuture<Void> stopped = agent.stop(Duration.ofSeconds(2));
    pass(Duration.ofMillis(1999));
    assertThat(stopped).isNotDone();
    pass(Duration.ofMillis(2));
    assertThat(stopped).isCompleted();
  }

  @Test
  void anAgentStartsOnce() {
    Agent agent = agent(AgentSettings.defaults());
    assertThatThrownBy(() -> agent.stop(Duration.ZERO)).hasMessage("the agent does not run");
    agent.start();
    assertThatThrownBy(agent::start).hasMessage("the agent was started before");
  }
}
