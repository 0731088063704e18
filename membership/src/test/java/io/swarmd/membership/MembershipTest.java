package io.swarmd.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.HealthCheckResponse.ServingStatus;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.membership.MembershipException.Reason;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MembershipTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(3);
  private final StoreFixture store = StoreFixture.leading(environment);
  private final ScriptedGroup group = new ScriptedGroup("n1");
  private final List<String> probed = new ArrayList<>();
  private CompletableFuture<ServingStatus> health = CompletableFuture.completedFuture(ServingStatus.SERVING);
  private final Membership membership = new Membership(environment, store.store(), group, address -> {
    probed.add(address);
    return health;
  });

  private CompletableFuture<Long> join(String nodeId, String address) {
    CompletableFuture<Long> answer = membership.join(nodeId, address, "192.0.2.5:40000");
    environment.runDue();
    return answer;
  }

  private CompletableFuture<Void> leave(long raftId) {
    CompletableFuture<Void> answer = membership.leave(raftId);
    environment.runDue();
    return answer;
  }

  private static Reason refusal(CompletableFuture<?> answer) {
    return ((MembershipException) answer.exceptionNow()).reason();
  }

  @Test
  void aHealthyManagerIsAddedUnderItsAddress() {
    CompletableFuture<Long> raftId = join("n2", "10.0.0.2:4242");
    assertThat(group.members()).hasSize(2).last().satisfies(member -> {
      assertThat(member.nodeId()).isEqualTo("n2");
      assertThat(member.address()).isEqualTo("10.0.0.2:4242");
      assertThat(raftId).isCompletedWithValue(member.raftId());
      assertThat(member.raftId()).isNotZero();
    });
    assertThat(probed).containsExactly("10.0.0.2:4242");
  }

  @Test
  @Tag("identity-63")
  void anUnspecifiedHostBecomesTheOneTheCallCameFrom() {
    join("n2", "0.0.0.0:7000");
    join("n3", "[::]:7001");
    assertThat(group.members()).extracting(member -> member.address())
        .containsExactly("10.0.0.1:4242", "192.0.2.5:7000", "192.0.2.5:7001");
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    for (String address : List.of("", "host", "host:port", "10.0.0.2")) {
      CompletableFuture<Long> answer = join("n2", address);
      assertThat(refusal(answer)).isEqualTo(Reason.INVALID_ADDRESS);
      assertThat(answer.exceptionNow()).hasMessage("invalid address " + address + " in raft join request");
    }
    assertThat(probed).isEmpty();
  }

  @Test
  @Tag("identity-64")
  void aJoinerThatCannotBeReachedChangesNothing() {
    health = CompletableFuture.failedFuture(new IllegalStateException("connection refused"));
    CompletableFuture<Long> answer = join("n2", "10.0.0.2:4242");
    assertThat(answer.exceptionNow()).hasMessage(
        "could not connect to prospective new cluster member using its advertised address: connection refused");
    health = CompletableFuture.completedFuture(ServingStatus.NOT_SERVING);
    assertThat(join("n2", "10.0.0.2:4242").exceptionNow()).hasMessageContaining(
        "health check returned status NOT_SERVING");
    assertThat(group.calls).isEmpty();
  }

  @Test
  @Tag("identity-65")
  void aMemberThatJoinsAgainKeepsItsIdAndMayMove() {
    long raftId = join("n2", "10.0.0.2:4242").join();
    assertThat(join("n2", "10.0.0.2:4242")).isCompletedWithValue(raftId);
    assertThat(group.calls).hasSize(1);

    assertThat(join("n2", "10.0.0.9:4242")).isCompletedWithValue(raftId);
    assertThat(group.members().getLast().address()).isEqualTo("10.0.0.9:4242");
    assertThat(group.members()).hasSize(2);
  }

  @Test
  void aTryWhoseOutcomeIsUnknownIsRepeatedWithTheSameId() {
    group.next(new CompletableFuture<>());
    CompletableFuture<Long> first = join("n2", "10.0.0.2:4242");
    environment.runFor(Duration.ofSeconds(21));
    assertThat(refusal(first)).isEqualTo(Reason.TIMED_OUT);
    long drawn = group.calls.size();
    assertThat(drawn).isEqualTo(1);

    group.next(CompletableFuture.failedFuture(new IllegalStateException("not caught up")));
    assertThat(join("n2", "10.0.0.2:4242")).isCompletedExceptionally();
    long raftId = join("n2", "10.0.0.2:4242").join();
    assertThat(group.members().getLast().raftId()).isEqualTo(raftId);
    assertThat(group.members()).hasSize(2);
  }

  @Test
  void joinsComeOneAfterTheOther() {
    CompletableFuture<Void> slow = new CompletableFuture<>();
    group.next(slow);
    CompletableFuture<Long> first = join("n2", "10.0.0.2:4242");
    CompletableFuture<Long> second = join("n3", "10.0.0.3:4242");
    assertThat(group.calls).containsExactly("add n2 10.0.0.2:4242");

    slow.complete(null);
    environment.runDue();
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
  }

  @Test
  void tooManyAtOnceAreRefused() {
    group.next(new CompletableFuture<>());
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    for (int i = 0; i < Membership.MAX_WAITING + 2; i++) {
      answers.add(join("m" + i, "10.0.1.1:" + (1000 + i)));
    }
    assertThat(refusal(answers.getLast())).isEqualTo(Reason.BUSY);
    assertThat(answers.get(Membership.MAX_WAITING)).isNotDone();
  }

  @Test
  @Tag("identity-70")
  void aDemotedManagerDoesNotComeBackWithItsOldCertificate() {
    store.commit(Node.newBuilder().setId("n2")
        .setSpec(NodeSpec.newBuilder().setDesiredRole(NodeRole.WORKER)).build());
    assertThat(refusal(join("n2", "10.0.0.2:4242"))).isEqualTo(Reason.NOT_A_MANAGER);
  }

  @Test
  void onlyTheLeaderTakesMembers() {
    store.group().depose();
    environment.runDue();
    assertThat(join("n2", "10.0.0.2:4242").exceptionNow())
        .hasMessage("raft: failed to process the request: node lost leader status");
    group.own(0);
    assertThat(join("n2", "10.0.0.2:4242").exceptionNow())
        .hasMessage("raft: node is not yet part of a raft cluster");
  }

  @Test
  void leavingNeedsAQuorumOfTheOthers() {
    assertThat(leave(1).exceptionNow()).hasMessage(
        "raft: member cannot be removed, because removing it may result in loss of quorum");
    long raftId = join("n2", "10.0.0.2:4242").join();
    assertThat(leave(0xabc).exceptionNow()).hasMessage("member abc not found");
    assertThat(leave(raftId)).isCompleted();
    assertThat(group.nodeIds()).containsExactly("n1");
  }

  @Test
  void aLeaderThatLeavesHandsOverAndTheCallGoesToItsHeir() {
    long raftId = join("n2", "10.0.0.2:4242").join();
    assertThat(refusal(leave(1))).isEqualTo(Reason.NOT_LEADER);
    assertThat(group.calls).last().isEqualTo("transfer " + raftId);
  }
}
