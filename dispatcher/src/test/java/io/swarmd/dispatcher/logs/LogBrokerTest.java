package io.swarmd.dispatcher.logs;

import static io.swarmd.dispatcher.logs.BrokerFixture.SERVICE;
import static io.swarmd.dispatcher.logs.BrokerFixture.request;
import static io.swarmd.dispatcher.logs.BrokerFixture.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.LogSelector;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.api.TaskState;
import io.swarmd.dispatcher.Samples;
import io.swarmd.dispatcher.logs.BrokerFixture.Listening;
import io.swarmd.dispatcher.logs.BrokerFixture.Publishing;
import io.swarmd.dispatcher.logs.BrokerFixture.Reader;
import io.swarmd.dispatcher.stream.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reading without following, and the rules of both kinds of streams (dispatch sheet, section 7). */
class LogBrokerTest {

  private final BrokerFixture at = new BrokerFixture();

  @Test
  @Tag("dispatch-83")
  void aSelectionMustBeGiven() {
    Reader none = at.read(SubscribeLogsRequest.getDefaultInstance());
    assertThat(none.outlet().ended()).contains(Refusal.Reason.INVALID_REQUEST);
    assertThat(none.outlet().text()).contains("log selector must be provided");
    Reader empty = at.read(request(LogSelector.newBuilder(), false));
    assertThat(empty.outlet().ended()).contains(Refusal.Reason.INVALID_REQUEST);
    assertThat(empty.outlet().text()).contains("log selector must not be empty");
  }

  @Test
  @Tag("dispatch-92")
  void aTailFromTheFirstLineIsRefusedBeforeAnyNodeIsAsked() {
    at.nodes("n1");
    Listening node = at.listen("n1");
    Reader reader = at.read(SubscribeLogsRequest.newBuilder()
        .setSelector(LogSelector.newBuilder().addNodeIds("n1"))
        .setOptions(LogSubscriptionOptions.newBuilder().setTail(5)).build());
    assertThat(reader.outlet().ended()).contains(Refusal.Reason.INVALID_REQUEST);
    assertThat(reader.outlet().text().orElseThrow()).contains("tail must not be positive");
    assertThat(node.outlet().messages()).isEmpty();
  }

  @Test
  @Tag("dispatch-85")
  void withoutFollowingAllLinesComeAndTheStreamEndsWell() {
    at.nodes("n1", "n2");
    at.commit(running("t1", "n1"), running("t2", "n2"));
    Listening one = at.listen("n1");
    Listening two = at.listen("n2");
    Reader reader = at.readService(false);
    at.publish(one).line("t1", "a").line("t1", "b").close();
    assertThat(reader.outlet().completed()).isFalse();
    Publishing second = at.publish(two).line("t2", "c");
    second.close();
    assertThat(reader.lines()).containsExactly("a", "b", "c");
    assertThat(reader.outlet().completed()).isTrue();
    assertThat(second.completed).as("our answer").isTrue();
    assertThat(one.closings()).hasSize(1);
  }

  @Test
  @Tag("dispatch-86")
  @Tag("control-46")
  void aNodeThatIsNotThereIsNamedAfterTheLinesOfTheOthers() {
    at.nodes("n1", "n2");
    at.commit(running("t1", "n1"), running("t2", "n2"));
    Listening one = at.listen("n1");
    Reader reader = at.readService(false);
    at.publish(one).line("t1", "a").close();
    at.pass(LogLimits.standard().connecting());
    assertThat(reader.lines()).containsExactly("a");
    assertThat(reader.outlet().ended()).contains(Refusal.Reason.INCOMPLETE_LOGS);
    assertThat(reader.outlet().text()).contains("warning: incomplete log stream. some logs could not be retrieved for "
        + "the following reasons: node n2 is not available");
  }

  @Test
  void aNodeThatIsDownIsNotWaitedFor() {
    at.commit(Samples.node("n1", NodeStatus.State.DOWN), running("t1", "n1"));
    assertThat(at.readService(false).outlet().text().orElseThrow()).endsWith("node n1 is not available");
  }

  @Test
  void aNodeThatGoesDownWhileItIsWaitedForIsGivenUp() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    at.listen("n1");
    Reader reader = at.readService(false);
    at.commit(Samples.node("n1", NodeStatus.State.DOWN));
    assertThat(reader.outlet().text().orElseThrow()).endsWith("node n1 is not available");
  }

  @Test
  void aNodeThatConnectsSoonAfterAChangeOfLeaderIsStillAsked() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Reader reader = at.readService(false);
    at.pass(Duration.ofSeconds(3));
    at.publish(at.listen("n1")).line("t1", "late").close();
    assertThat(reader.lines()).containsExactly("late");
    assertThat(reader.outlet().completed()).isTrue();
  }

  @Test
  @Tag("dispatch-87")
  void aStreamThatBreaksIsNamedOfLinesAsOfSubscriptions() {
    at.nodes("n1", "n2");
    at.commit(running("t1", "n1"), running("t2", "n2"));
    Listening one = at.listen("n1");
    Listening two = at.listen("n2");
    Reader reader = at.readService(false);
    at.publish(one).line("t1", "a").breakOff();
    two.stream().cancel();
    at.environment.runDue();
    assertThat(reader.lines()).containsExactly("a");
    assertThat(reader.outlet().text().orElseThrow())
        .endsWith("reasons: node n1 disconnected unexpectedly, node n2 disconnected unexpectedly");
  }

  @Test
  @Tag("dispatch-88")
  void tasksOfAServiceThatDoNotRunYetAreLeftOut() {
    at.nodes("n1");
    at.commit(Samples.task("t1", "n1", TaskState.PREPARING), Samples.task("t2", "", TaskState.PENDING));
    Reader reader = at.readService(false);
    assertThat(reader.lines()).isEmpty();
    assertThat(reader.outlet().completed()).isTrue();
  }

  @Test
  void aTaskNamedThatIsOnNoNodeIsNamedInTheWarning() {
    at.commit(Samples.task("t1", "", TaskState.PENDING));
    assertThat(at.readTask("t1", false).outlet().text().orElseThrow()).endsWith("task t1 has not been scheduled");
  }

  @Test
  void whatRemovedNodesHadAndWhatNeverWasOnANodeIsNotMissed() {
    at.commit(Samples.task("t1", "removed", TaskState.SHUTDOWN), Samples.task("t2", "", TaskState.SHUTDOWN));
    assertThat(at.readService(false).outlet().completed()).isTrue();
  }

  @Test
  void nodesNamedAreCounted() {
    at.nodes("n1");
    Listening node = at.listen("n1");
    Reader reader = at.read(request(LogSelector.newBuilder().addNodeIds("n1").addNodeIds("unknown"), false));
    assertThat(reader.outlet().ended()).isEmpty();
    at.publish(node).line("t1", "a").close();
    assertThat(reader.lines()).containsExactly("a");
    assertThat(reader.outlet().text().orElseThrow()).endsWith("node unknown is not available");
  }

  @Test
  void theEndOfAStreamWithoutAWordCountsAsDone() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Listening node = at.listen("n1");
    Reader reader = at.readService(false);
    Publishing publishing = at.publish(node).line("t1", "a");
    publishing.endWithoutAWord();
    assertThat(reader.outlet().completed()).isTrue();
    assertThat(publishing.completed).isTrue();
  }

  @Test
  @Tag("dispatch-89")
  void linesOfOthersAndUnknownSubscriptionsAreRefused() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Listening node = at.listen("n1");
    Reader reader = at.readService(true);
    Publishing foreign = at.publish(node);
    foreign.send(foreign.message(foreign.line("n2", "t1", "forged")));
    assertThat(foreign.refused).contains(Refusal.Reason.FOREIGN_LINES);
    assertThat(at.publish("n1", "unknown").line("t1", "a").refused).contains(Refusal.Reason.UNKNOWN_SUBSCRIPTION);
    assertThat(at.publish("n3", node.told()).line("t1", "not asked").refused)
        .contains(Refusal.Reason.UNKNOWN_SUBSCRIPTION);
    assertThat(at.publish("n1", "").line("t1", "a").refused).contains(Refusal.Reason.INVALID_REQUEST);
    Publishing changing = at.publish(node).line("t1", "mine");
    changing.send(PublishLogsMessage.newBuilder().setSubscriptionId("other").build());
    assertThat(changing.refused).contains(Refusal.Reason.INVALID_REQUEST);
    assertThat(reader.lines()).containsExactly("mine");
  }

  @Test
  @Tag("dispatch-90")
  void agentsAlwaysGetOptions() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Listening node = at.listen("n1");
    at.read(SubscribeLogsRequest.newBuilder().setSelector(LogSelector.newBuilder().addServiceIds(SERVICE)).build());
    assertThat(node.openings().getFirst().hasOptions()).isTrue();
    assertThat(node.closings()).allMatch(message -> message.hasOptions());
  }

  @Test
  @Tag("dispatch-91")
  void theEndOfANodesOldStreamLeavesItConnected() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Listening old = at.listen("n1");
    Listening fresh = at.listen("n1");
    Reader before = at.readService(false);
    old.stream().cancel();
    at.environment.runDue();
    assertThat(before.outlet().ended()).isEmpty();
    assertThat(at.readService(false).outlet().ended()).isEmpty();
    fresh.stream().cancel();
    at.environment.runDue();
    assertThat(before.outlet().text().orElseThrow()).endsWith("node n1 disconnected unexpectedly");
  }

  @Test
  void theStreamsOfANodeAreBoundedTheOldestGoes() {
    Listening first = at.listen("n1");
    for (int more = 0; more < LogLimits.standard().listenersOfNode(); more++) {
      at.listen("n1");
    }
    assertThat(first.outlet().completed()).isTrue();
  }

  @Test
  void aNodeThatTakesNothingIsToldTheLatestOnly() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Listening node = at.listen("n1");
    node.outlet().blocked(true);
    Reader gone = at.readService(true);
    Reader stays = at.readService(true);
    gone.stream().cancel();
    at.environment.runDue();
    node.outlet().blocked(false);
    node.stream().ready();
    at.environment.runDue();
    assertThat(node.outlet().messages()).hasSize(1);
    at.publish(node).line("t1", "a");
    assertThat(stays.lines()).containsExactly("a");
  }

  @Test
  void subscriptionsAreBounded() {
    LogLimits two = new LogLimits(2, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1);
    BrokerFixture small = new BrokerFixture(two);
    small.readService(true);
    Reader second = small.readService(true);
    assertThat(small.readService(true).outlet().ended()).contains(Refusal.Reason.TOO_MANY_SUBSCRIPTIONS);
    second.stream().cancel();
    small.environment.runDue();
    assertThat(small.readService(true).outlet().ended()).isEmpty();
  }

  @Test
  void theEndOfLeadershipEndsAllStreams() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Listening node = at.listen("n1");
    Reader reader = at.readService(true);
    Publishing publishing = at.publish(node).line("t1", "a");
    at.broker.close();
    at.environment.runDue();
    assertThat(node.outlet().completed()).as("as the original, without an error").isTrue();
    assertThat(reader.outlet().text()).contains("broker is not running");
    assertThat(publishing.completed).isTrue();
    assertThat(at.readService(false).outlet().text()).contains("broker is not running");
    assertThat(at.listen("n1").outlet().ended()).contains(Refusal.Reason.NO_BROKER);
    assertThat(at.publish("n1", "any").refused).contains(Refusal.Reason.NO_BROKER);
  }

  @Test
  void whenTheReaderLeavesNodesAreToldAndTheirStreamsEnd() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Listening node = at.listen("n1");
    Reader reader = at.readService(true);
    Publishing publishing = at.publish(node).line("t1", "a");
    reader.stream().cancel();
    at.environment.runDue();
    assertThat(node.closings()).hasSize(1);
    assertThat(publishing.completed).isTrue();
  }
}
