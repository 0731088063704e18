package io.swarmd.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.TaskState;
import io.swarmd.dispatcher.stream.Refusal.Reason;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Heartbeats, and when a node counts as ready, unknown or down. */
class PresenceTest {

  private final DispatcherFixture at = new DispatcherFixture(
      Samples.node("n1", NodeStatus.State.READY),
      Samples.node("down", NodeStatus.State.DOWN),
      Samples.task("t-assigned", "n1", TaskState.ASSIGNED),
      Samples.task("t-running", "n1", TaskState.RUNNING),
      Samples.task("t-complete", "n1", TaskState.COMPLETE));

  @Test
  @Tag("dispatch-6")
  void aBeatNeedsTheSession() {
    assertThat(DispatcherFixture.refusal(() -> at.dispatcher.heartbeat("n1", ""))).isEqualTo(Reason.SESSION_INVALID);
    assertThat(DispatcherFixture.refusal(() -> at.dispatcher.heartbeat("n1", "old")))
        .isEqualTo(Reason.SESSION_INVALID);
    at.sessionId("n1");
    assertThat(DispatcherFixture.refusal(() -> at.dispatcher.heartbeat("n1", "")))
        .isEqualTo(Reason.SESSION_INVALID);
    assertThat(DispatcherFixture.refusal(() -> at.dispatcher.heartbeat("n1", "old")))
        .isEqualTo(Reason.SESSION_INVALID);
    assertThat(DispatcherFixture.refusal(() -> at.dispatcher.heartbeat("stranger", "x")))
        .isEqualTo(Reason.NODE_NOT_REGISTERED);
  }

  @Test
  @Tag("dispatch-7")
  void periodsLieWithinTheJitter() {
    String id = at.sessionId("n1");
    for (int i = 0; i < 1_000; i++) {
      assertThat(at.dispatcher.heartbeat("n1", id)).isBetween(Duration.ofMillis(4_500), Duration.ofMillis(5_500));
    }
  }

  @Test
  @Tag("dispatch-8")
  void aSilentNodeIsDownAfterThreePeriods() {
    at.commit(Samples.cluster(Duration.ofMillis(100)));
    RecordingOutlet<SessionMessage> outlet = at.register("n1");
    String id = outlet.last().getSessionId();

    at.environment.runFor(Duration.ofMillis(269));
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.READY);
    at.environment.runFor(Duration.ofMillis(62));

    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.DOWN);
    assertThat(at.status("n1").getMessage()).isEqualTo("heartbeat failure");
    assertThat(DispatcherFixture.refusal(() -> at.dispatcher.heartbeat("n1", id)))
        .isEqualTo(Reason.NODE_NOT_REGISTERED);
    assertThat(outlet.last().getNode().getStatus().getState()).isEqualTo(NodeStatus.State.DOWN);
    assertThat(outlet.ended()).contains(Reason.NODE_NOT_REGISTERED);
  }

  @Test
  @Tag("dispatch-9")
  void aNodeThatClosesItsStreamButBeatsStaysReady() {
    String id = at.sessionId("n1");
    at.streams.getLast().cancel();
    at.beat("n1", id, Duration.ofMinutes(2), Duration.ofSeconds(4));
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.READY);
  }

  @Test
  @Tag("dispatch-10")
  void aNewLeaderKnowsOnlyWhichNodesWereDown() {
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.UNKNOWN);
    assertThat(at.status("n1").getMessage())
        .isEqualTo("Node moved to \"unknown\" state due to leadership change in cluster");
    assertThat(at.status("down").getState()).isEqualTo(NodeStatus.State.DOWN);
    assertThat(at.status("down").getMessage()).isEmpty();
  }

  @Test
  @Tag("dispatch-11")
  void anUnknownNodeIsDownAfterSixPeriods() {
    at.environment.runFor(Duration.ofSeconds(26));
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.UNKNOWN);
    at.environment.runFor(Duration.ofSeconds(8));
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.DOWN);
    assertThat(at.status("n1").getMessage()).isEqualTo("heartbeat failure for node in \"unknown\" state");
  }

  @Test
  @Tag("dispatch-11")
  void anUnknownNodeThatReturnsIsReady() {
    at.environment.runFor(Duration.ofSeconds(26));
    String id = at.sessionId("n1");
    at.beat("n1", id, Duration.ofMinutes(1), Duration.ofSeconds(5));
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.READY);
    assertThat(at.status("n1").getMessage()).isEmpty();
  }

  @Test
  @Tag("dispatch-12")
  @Tag("orchestration-94")
  void tasksOfANodeDownForADayAreGivenUp() {
    at.environment.runFor(Duration.ofHours(24).plusSeconds(20));
    assertThat(at.state("t-running")).isEqualTo(TaskState.RUNNING);
    at.environment.runFor(Duration.ofSeconds(20));

    assertThat(at.state("t-assigned")).isEqualTo(TaskState.ORPHANED);
    assertThat(at.state("t-running")).isEqualTo(TaskState.ORPHANED);
    assertThat(at.task("t-running").getStatus().getMessage()).isEqualTo("running");
    assertThat(at.state("t-complete")).isEqualTo(TaskState.COMPLETE);
  }

  @Test
  @Tag("dispatch-13")
  void aNodeThatReturnsKeepsItsTasks() {
    at.environment.runFor(Duration.ofHours(23));
    String id = at.sessionId("n1");
    at.beat("n1", id, Duration.ofHours(2), Duration.ofSeconds(4));
    assertThat(at.state("t-running")).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void aNewLeaderDoesNotStartTheDayAnew() {
    at.environment.runFor(Duration.ofHours(20));
    at.dispatcher.close();
    at.environment.runDue();
    at.start();
    at.environment.runFor(Duration.ofHours(4).plusMinutes(1));
    assertThat(at.state("t-running")).isEqualTo(TaskState.ORPHANED);
  }

  @Test
  void whatIsWrittenIntoADownNodeDoesNotStartTheDayAnew() {
    at.environment.runFor(Duration.ofHours(1));
    at.commit(labelled(at.node("n1")));
    at.environment.runFor(Duration.ofHours(19));
    at.commit(labelled(at.node("n1")));
    at.dispatcher.close();
    at.environment.runDue();
    at.start();
    at.environment.runFor(Duration.ofHours(4).plusMinutes(1));
    assertThat(at.state("t-running")).isEqualTo(TaskState.ORPHANED);
  }

  private static Node labelled(Node node) {
    Node.Builder changed = node.toBuilder();
    changed.getSpecBuilder().getAnnotationsBuilder()
        .putLabels("changes", "1" + changed.getSpec().getAnnotations().getLabelsOrDefault("changes", ""));
    return changed.build();
  }

  @Test
  void aNodeTellsSinceWhenItIsDownUntilItReturns() {
    at.environment.runFor(Duration.ofMinutes(2));
    Timestamp since = at.status("n1").getDownSince();
    assertThat(WireTime.instant(since)).isBetween(at.environment.now().minusSeconds(120), at.environment.now());
    at.sessionId("n1");
    assertThat(at.status("n1").hasDownSince()).isFalse();
  }

  @Test
  @Tag("dispatch-14")
  void timersOfAFormerLeadershipDoNothing() {
    at.sessionId("n1");
    at.store.group().depose();
    at.environment.runFor(Duration.ofSeconds(20));
    at.store.group().elect(0);
    at.environment.runDue();
    at.environment.runFor(Duration.ofMinutes(2));
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.READY);
  }

  @Test
  @Tag("dispatch-22")
  void aNewPeriodIsAnsweredFromTheNextBeatOn() {
    String id = at.sessionId("n1");
    at.commit(Samples.cluster(Duration.ofSeconds(20)));
    assertThat(at.dispatcher.heartbeat("n1", id)).isBetween(Duration.ofMillis(19_500), Duration.ofMillis(20_500));
    at.environment.runFor(Duration.ofSeconds(58));
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.READY);
    at.environment.runFor(Duration.ofSeconds(4));
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.DOWN);
  }

  @Test
  @Tag("dispatch-17")
  void whenLeadershipIsLostStreamsEndAfterALastMessage() {
    RecordingOutlet<SessionMessage> outlet = at.register("n1");
    String id = outlet.take().getLast().getSessionId();
    RecordingOutlet<io.swarmd.api.AssignmentsMessage> assignments = at.assignments("n1", id);
    at.store.group().depose();
    at.environment.runDue();
    RecordingOutlet<SessionMessage> waiting = at.register("n1");

    at.dispatcher.close();
    at.environment.runDue();

    assertThat(outlet.messages()).hasSize(1);
    assertThat(outlet.ended()).contains(Reason.NODE_MUST_DISCONNECT);
    assertThat(assignments.ended()).contains(Reason.NODE_MUST_DISCONNECT);
    assertThat(waiting.ended()).contains(Reason.STOPPED);
    assertThat(DispatcherFixture.refusal(() -> at.dispatcher.heartbeat("n1", id))).isEqualTo(Reason.STOPPED);
    assertThat(at.register("n1").ended()).contains(Reason.STOPPED);
    assertThat(DispatcherFixture.refusal(at.report("n1", id, java.util.Map.of()))).isEqualTo(Reason.STOPPED);
  }
}
