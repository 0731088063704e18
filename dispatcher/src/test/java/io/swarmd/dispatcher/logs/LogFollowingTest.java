package io.swarmd.dispatcher.logs;

import static io.swarmd.dispatcher.logs.BrokerFixture.SERVICE;
import static io.swarmd.dispatcher.logs.BrokerFixture.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.LogSelector;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.TaskState;
import io.swarmd.dispatcher.Samples;
import io.swarmd.dispatcher.logs.BrokerFixture.Listening;
import io.swarmd.dispatcher.logs.BrokerFixture.Publishing;
import io.swarmd.dispatcher.logs.BrokerFixture.Reader;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.Table;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Readers that follow (dispatch sheet, 7.3, 7.6 and section 10). */
class LogFollowingTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final BrokerFixture at = new BrokerFixture();

  @Test
  @Tag("dispatch-84")
  void aNodeThatATaskComesToIsAskedOnce() {
    at.nodes("n1", "n2");
    at.commit(running("t1", "n1"));
    Listening one = at.listen("n1");
    Listening two = at.listen("n2");
    Reader reader = at.readService(true);
    assertThat(two.openings()).isEmpty();
    at.commit(Samples.task("t2", "n2", TaskState.ASSIGNED));
    assertThat(two.openings()).hasSize(1);
    assertThat(two.openings().getFirst().getOptions().getFollow()).isTrue();
    at.commit(running("t2", "n2"));
    at.commit(Samples.task("t3", "n2", TaskState.ASSIGNED));
    assertThat(two.openings()).hasSize(1);
    at.publish(two).line("t2", "b");
    at.publish(one).line("t1", "a");
    assertThat(reader.lines()).containsExactly("b", "a");
  }

  @Test
  void tasksOfOtherServicesConcernNobody() {
    at.nodes("n2");
    Listening two = at.listen("n2");
    at.readService(true);
    at.commit(running("t9", "n2").toBuilder().setServiceId("other").build());
    assertThat(two.openings()).isEmpty();
  }

  @Test
  void problemsAreNotReportedAndNothingEnds() {
    at.nodes("n1", "n2");
    at.commit(running("t1", "n1"), running("t2", "n2"));
    Listening one = at.listen("n1");
    Reader reader = at.readService(true);
    at.publish(one).line("t1", "a").breakOff();
    one.stream().cancel();
    at.commit(Samples.node("n2", NodeStatus.State.DOWN));
    at.pass(LONG);
    assertThat(reader.lines()).containsExactly("a");
    assertThat(reader.outlet().completed()).isFalse();
    assertThat(reader.outlet().ended()).isEmpty();
  }

  @Test
  void aNodeThatReturnsIsAskedForWhatItHadNotSent() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Listening first = at.listen("n1");
    Reader reader = at.readService(true);
    Instant begun = at.environment.now();
    at.publish(first).line("t1", "a").breakOff();
    first.stream().cancel();
    at.pass(Duration.ofSeconds(7));
    Listening again = at.listen("n1");
    LogSubscriptionOptions asked = again.openings().getFirst().getOptions();
    assertThat(again.told()).isEqualTo(first.told());
    assertThat(asked.getFollow()).isTrue();
    assertThat(WireTime.instant(asked.getSince())).isBeforeOrEqualTo(begun);
    Publishing resumed = at.publish(again);
    resumed.send(resumed.message(resumed.line("n1", "t1", "a").toBuilder()
        .setTimestamp(WireTime.timestamp(begun)).build()));
    resumed.line("t1", "b");
    assertThat(reader.lines()).containsExactly("a", "b");
  }

  @Test
  void followingATaskEndsWithTheTask() {
    at.nodes("n1");
    at.commit(running("t1", "n1"));
    Listening node = at.listen("n1");
    Reader reader = at.readTask("t1", true);
    Publishing publishing = at.publish(node).line("t1", "a");
    at.pass(LONG);
    assertThat(reader.outlet().completed()).isFalse();
    at.commit(Samples.task("t1", "n1", TaskState.COMPLETE));
    at.pass(Duration.ofSeconds(1));
    publishing.line("t1", "last words");
    at.pass(Duration.ofSeconds(2));
    assertThat(reader.outlet().completed()).as("more may come").isFalse();
    at.pass(Duration.ofSeconds(2));
    assertThat(reader.lines()).containsExactly("a", "last words");
    assertThat(reader.outlet().completed()).isTrue();
    assertThat(node.closings()).hasSize(1);
    assertThat(publishing.completed).isTrue();
  }

  @Test
  void followingWhatHasEndedGivesItsLinesAndEnds() {
    at.nodes("n1");
    at.commit(Samples.task("t1", "n1", TaskState.COMPLETE));
    Reader reader = at.readTask("t1", true);
    at.pass(Duration.ofSeconds(3));
    at.publish(at.listen("n1")).line("t1", "a");
    at.pass(Duration.ofSeconds(10));
    assertThat(reader.lines()).containsExactly("a");
    assertThat(reader.outlet().completed()).isTrue();
  }

  @Test
  void followingATaskThatIsNotKnownEnds() {
    Reader reader = at.readTask("unknown", true);
    at.pass(Duration.ofSeconds(3));
    assertThat(reader.outlet().completed()).isTrue();
  }

  @Test
  void aServiceIsFollowedUntilItIsRemovedAndItsTasksHaveEnded() {
    at.nodes("n1");
    at.commit(Samples.task("t1", "n1", TaskState.COMPLETE), running("t2", "n1"));
    Reader reader = at.readService(true);
    at.pass(LONG);
    at.store.delete(Table.SERVICE, SERVICE);
    at.pass(LONG);
    assertThat(reader.outlet().completed()).isFalse();
    at.store.delete(Table.TASK, "t2");
    at.pass(Duration.ofSeconds(10));
    assertThat(reader.outlet().completed()).isTrue();
  }

  @Test
  void aNodeIsFollowedUntilItIsRemoved() {
    at.nodes("n1");
    Reader reader = at.read(BrokerFixture.request(
        LogSelector.newBuilder().addNodeIds("n1"), true));
    at.pass(LONG);
    assertThat(reader.outlet().completed()).isFalse();
    at.store.delete(Table.NODE, "n1");
    at.pass(Duration.ofSeconds(3));
    assertThat(reader.outlet().completed()).isTrue();
  }
}
