package io.swarmd.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.dispatcher.stream.OpenStream;
import io.swarmd.dispatcher.stream.Refusal.Reason;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.GivenGroup;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sessions: who gets one, what it says, and how it ends. */
class SessionTest {

  private final DispatcherFixture at =
      new DispatcherFixture(Samples.node("n1", NodeStatus.State.UNKNOWN), Samples.node("n2", NodeStatus.State.UNKNOWN));

  @Test
  @Tag("dispatch-1")
  void registeringTwiceMakesTwoSessionsAndEndsTheFirst() {
    RecordingOutlet<SessionMessage> first = at.register("n1");
    RecordingOutlet<SessionMessage> second = at.register("n1");

    String firstId = first.last().getSessionId();
    assertThat(second.last().getSessionId()).isNotEmpty().isNotEqualTo(firstId);
    assertThat(first.ended()).contains(Reason.SESSION_INVALID);
    assertThat(DispatcherFixture.refusal(() -> at.dispatcher.heartbeat("n1", firstId)))
        .isEqualTo(Reason.SESSION_INVALID);
  }

  @Test
  @Tag("dispatch-2")
  void resumingKeepsTheSessionAndStoresTheNewDescription() {
    String id = at.sessionId("n1");

    RecordingOutlet<SessionMessage> resumed = at.session("n1", SessionRequest.newBuilder()
        .setSessionId(id).setDescription(Samples.host("renamed")).build());

    assertThat(resumed.last().getSessionId()).isEqualTo(id);
    assertThat(resumed.last().getNode().getDescription().getHostname()).isEqualTo("renamed");
    assertThat(at.node("n1").getDescription().getHostname()).isEqualTo("renamed");
  }

  @Test
  void resumingWithNothingNewWritesNothing() {
    String id = at.sessionId("n1");
    long version = at.store.view().version();

    at.session("n1", SessionRequest.newBuilder().setSessionId(id).build());

    assertThat(at.store.view().version()).isEqualTo(version);
  }

  @Test
  @Tag("dispatch-3")
  void theFourthRegistrationWithinTheWindowIsRefusedAndLaterPasses() {
    for (int i = 0; i < 3; i++) {
      assertThat(at.register("n1").ended()).isEmpty();
    }
    RecordingOutlet<SessionMessage> fourth = at.register("n1");
    assertThat(fourth.ended()).contains(Reason.TOO_MANY_REGISTRATIONS);
    assertThat(fourth.text()).contains("node n1 exceeded rate limit count of registrations");

    at.environment.runFor(Duration.ofMillis(8_001));
    assertThat(at.register("n1").ended()).isEmpty();
  }

  @Test
  void twoProcessesWithOneIdentityTakeTheSessionFromEachOtherThreeTimesAndThenTheLastOneKeepsIt() {
    at.register("n1");
    RecordingOutlet<SessionMessage> last = null;
    for (int takeover = 0; takeover < 3; takeover++) {
      at.environment.runFor(Duration.ofMillis(8_001));
      last = at.register("n1");
      assertThat(last.ended()).isEmpty();
    }
    String holder = last.last().getSessionId();
    for (int attempt = 0; attempt < 20; attempt++) {
      at.beat("n1", holder, Duration.ofMillis(8_001), Duration.ofSeconds(4));
      RecordingOutlet<SessionMessage> second = at.register("n1");
      assertThat(second.ended()).contains(Reason.SECOND_OF_A_NODE);
      assertThat(second.text()).contains("node n1 runs already in another process whose session is open: two use one "
          + "identity, perhaps a copied state directory; stop one of them, empty its state directory and join again");
    }
    assertThat(last.ended()).isEmpty();
  }

  @Test
  void whenTheOtherProcessIsGoneTheNodeRegistersAtOnce() {
    at.register("n1");
    for (int takeover = 0; takeover < 3; takeover++) {
      at.environment.runFor(Duration.ofMillis(8_001));
      at.register("n1");
    }
    assertThat(at.register("n1").ended()).contains(Reason.SECOND_OF_A_NODE);

    at.environment.runFor(Duration.ofMillis(8_001));
    at.streams.forEach(OpenStream::cancel);
    at.environment.runDue();
    assertThat(at.register("n1").ended()).isEmpty();
  }

  @Test
  @Tag("dispatch-5")
  void aNodeNotInTheStoreIsNotFound() {
    RecordingOutlet<SessionMessage> outlet = at.register("stranger");
    assertThat(outlet.ended()).contains(Reason.NODE_NOT_FOUND);
    assertThat(outlet.text()).contains("node not found");
  }

  @Test
  void theFirstMessageIsWhole() {
    SessionMessage message = at.register("n1").messages().getFirst();

    assertThat(message.getNode().getStatus()).isEqualTo(NodeStatus.newBuilder()
        .setState(NodeStatus.State.READY).setAddr("192.0.2.7").build());
    assertThat(message.getNode().getDescription().getHostname()).isEqualTo("host-n1");
    assertThat(message.getManagersList()).singleElement().satisfies(manager -> {
      assertThat(manager.getWeight()).isEqualTo(10);
      assertThat(manager.getPeer().getNodeId()).isEqualTo("manager-1");
      assertThat(manager.getPeer().getAddr()).isEqualTo("10.0.0.1:4242");
    });
    assertThat(message.getNetworkBootstrapKeysList()).hasSize(3);
    assertThat(message.getRootCA().toStringUtf8()).isEqualTo("root-1");
  }

  @Test
  @Tag("dispatch-15")
  void eachChangeOfTheClusterOrTheManagersSendsOneFullMessage() {
    RecordingOutlet<SessionMessage> outlet = at.register("n1");
    SessionMessage before = outlet.take().getLast();

    Cluster rotated = at.store.get(Table.CLUSTER, "cluster-1").toBuilder()
        .clearNetworkBootstrapKeys().addAllNetworkBootstrapKeys(Samples.keys(2, 3)).build();
    at.commit(rotated);
    SessionMessage withKeys = before.toBuilder()
        .clearNetworkBootstrapKeys().addAllNetworkBootstrapKeys(Samples.keys(2, 3)).build();
    assertThat(outlet.take()).containsExactly(withKeys);

    at.commit(rotated.toBuilder().setRootCa(
        rotated.getRootCa().toBuilder().setCaCert(ByteString.copyFromUtf8("root-2"))).build());
    SessionMessage withRoot = withKeys.toBuilder().setRootCA(ByteString.copyFromUtf8("root-2")).build();
    assertThat(outlet.take()).containsExactly(withRoot);

    at.group.put(GivenGroup.member(2, "manager-2"));
    at.environment.runDue();
    assertThat(outlet.take()).singleElement().satisfies(message -> {
      assertThat(message.getManagersList()).hasSize(2);
      assertThat(message.toBuilder().clearManagers().build())
          .isEqualTo(withRoot.toBuilder().clearManagers().build());
    });
  }

  @Test
  @Tag("dispatch-16")
  void aChangeOfTheNodeIsSentToThatNodeOnly() {
    RecordingOutlet<SessionMessage> one = at.register("n1");
    RecordingOutlet<SessionMessage> two = at.register("n2");
    one.take();
    two.take();

    at.commit(at.node("n1").toBuilder().setVXLANUDPPort(4790).build());

    assertThat(one.take()).singleElement()
        .satisfies(message -> assertThat(message.getNode().getVXLANUDPPort()).isEqualTo(4790));
    assertThat(two.take()).isEmpty();
  }

  @Test
  @Tag("dispatch-96")
  void aWrongNumberOfNetworkKeysIsNotSentAtAll() {
    RecordingOutlet<SessionMessage> outlet = at.register("n1");
    at.commit(at.store.get(Table.CLUSTER, "cluster-1").toBuilder()
        .clearNetworkBootstrapKeys().addAllNetworkBootstrapKeys(Samples.keys(2, 2)).build());
    assertThat(outlet.last().getNetworkBootstrapKeysList()).isEmpty();
  }

  @Test
  void managersWithoutAddressAreNeverNamed() {
    at.group.put(new io.swarmd.store.group.ManagerGroup.Member(1, "manager-1", "", true, true));
    at.environment.runDue();
    assertThat(at.register("n1").last().getManagersList()).singleElement()
        .satisfies(manager -> assertThat(manager.getPeer().getAddr()).isEqualTo("10.0.0.1:4242"));
  }

  @Test
  void whileTheTransportIsFullOnlyTheLatestMessageWaits() {
    RecordingOutlet<SessionMessage> outlet = at.register("n1");
    outlet.take();
    outlet.blocked(true);
    for (int port = 1; port <= 5; port++) {
      at.commit(at.node("n1").toBuilder().setVXLANUDPPort(port).build());
    }
    assertThat(outlet.messages()).isEmpty();

    outlet.blocked(false);
    at.streams.getLast().ready();
    at.environment.runDue();
    assertThat(outlet.take()).singleElement()
        .satisfies(message -> assertThat(message.getNode().getVXLANUDPPort()).isEqualTo(5));
  }

  @Test
  void aRemovedNodeLosesItsSession() {
    RecordingOutlet<SessionMessage> outlet = at.register("n1");
    at.store.delete(Table.NODE, "n1");
    assertThat(outlet.ended()).contains(Reason.NODE_NOT_REGISTERED);
    assertThat(at.register("n1").ended()).contains(Reason.NODE_NOT_FOUND);
  }

  @Test
  void aStreamCancelledBeforeTheSessionIsStoredSaysNothing() {
    RecordingOutlet<SessionMessage> outlet = new RecordingOutlet<>();
    at.dispatcher.openSession("n1", Optional.empty(), SessionRequest.getDefaultInstance(), outlet).cancel();
    at.environment.runDue();
    assertThat(outlet.messages()).isEmpty();
    assertThat(at.status("n1").getState()).isEqualTo(NodeStatus.State.READY);
  }

  @Test
  void moreStreamsThanASessionNeedsAreRefused() {
    String id = at.sessionId("n1");
    for (int i = 1; i < NodeRecord.MAX_STREAMS; i++) {
      assertThat(at.session("n1", SessionRequest.newBuilder().setSessionId(id).build()).ended()).isEmpty();
    }
    assertThat(at.session("n1", SessionRequest.newBuilder().setSessionId(id).build()).ended())
        .contains(Reason.TOO_MANY_STREAMS);
    at.streams.getFirst().cancel();
    assertThat(at.session("n1", SessionRequest.newBuilder().setSessionId(id).build()).ended()).isEmpty();
  }
}
