package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Managers joining, leaving, moving and handing over. */
class GroupTest {

  @TempDir Path root;

  @Test
  void membersAreTheSameOnAllAndTheLeaderIsKnown() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      TestNode leader = cluster.leader();
      for (TestNode node : cluster.nodes) {
        await().atMost(TestCluster.PATIENCE).until(() -> node.raft.group().members().size() == 3);
        ManagerGroup group = node.raft.group();
        assertThat(group.members()).extracting(Member::raftId).containsExactlyInAnyOrder(0xa0L, 0xa1L, 0xa2L);
        assertThat(group.leader().orElseThrow().nodeId()).isEqualTo(leader.nodeId);
        assertThat(group.leaderlessSinceNanos()).isEmpty();
        assertThat(group.members()).contains(new Member(group.ownRaftId(), node.nodeId, node.address(),
            node == leader, true));
      }
    }
  }

  @Test
  void aWaitingManagerIsNoMemberYet() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      TestNode waiting = cluster.node(1, new RaftSettings.Start.Join()).start();
      cluster.nodes.add(waiting);
      assertThat(waiting.raft.group().members()).isEmpty();
      assertThat(waiting.raft.group().ownRaftId()).isZero();
      assertThat(waiting.raft.group().leaderlessSinceNanos()).isPresent();
      assertThat(waiting.store.events).containsExactly("installed 0");
      assertThatThrownBy(() -> waiting.raft.log().readBarrier().get(5, TimeUnit.SECONDS))
          .hasMessageContaining("not part of the group yet");
    }
  }

  @Test
  void aManagerThatCannotBeReachedIsNotAddedAndMayBeTriedAgain() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      TestNode late = cluster.node(1, new RaftSettings.Start.Join());
      Member nowhere = new Member(0xa1, "node1", "127.0.0.1:1", false, true);
      assertThatThrownBy(() -> cluster.leader().raft.group().add(nowhere).get(20, TimeUnit.SECONDS))
          .hasMessageContaining("raft: cannot add a1.node1: ");
      assertThat(cluster.leader().raft.group().members()).hasSize(1);
      cluster.nodes.add(late.start());
      cluster.add(late, 0xa2);
      cluster.put("a", "1");
      cluster.awaitEqual();
    }
  }

  @Test
  void aManagerOfAnotherClusterIsRefused() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1);
        TestCluster other = new TestCluster(root.resolve("other"), settings -> new RaftSettings("cluster1",
            settings.nodeId(), settings.address(), settings.start(), settings.electionTimeout(),
            settings.snapshotBytes(), settings.snapshotInterval(), settings.keptEntries()))) {
      TestNode foreign = other.node(1, new RaftSettings.Start.Join()).start();
      other.nodes.add(foreign);
      assertThatThrownBy(() -> cluster.add(foreign, 0xa1)).hasMessageContaining("raft: cannot add");
      cluster.put("a", "1");
      assertThat(foreign.store.values()).isEmpty();
    }
  }

  @Test
  void aRemovedManagerIsGoneAndTheOthersGoOn() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      TestNode removed = cluster.followers().getFirst();
      cluster.leader().raft.group().remove(removed.raft.group().ownRaftId()).get(20, TimeUnit.SECONDS);
      assertThat(cluster.leader().raft.group().members()).hasSize(2);
      // It stands for election in vain and is told.
      await().atMost(TestCluster.PATIENCE).until(() -> removed.store.failure != null);
      assertThat(removed.store.failure).hasMessage("raft: member was removed from the cluster");
      removed.close();
      cluster.put("a", "1");
    }
  }

  @Test
  void leadershipIsHandedOverToTheOneNamed() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      TestNode old = cluster.leader();
      TestNode next = cluster.followers().getFirst();
      old.raft.group().transferLeadership(next.raft.group().ownRaftId()).get(20, TimeUnit.SECONDS);
      await().atMost(TestCluster.PATIENCE).until(() -> cluster.leader() == next);
      assertThatThrownBy(() -> old.raft.group().transferLeadership(0xa0).get(20, TimeUnit.SECONDS))
          .hasMessageContaining("node lost leader status");
    }
  }

  @Test
  void aNewAddressIsRecordedWithAll() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      TestNode moved = cluster.followers().getFirst();
      long raftId = moved.raft.group().ownRaftId();
      moved.close();
      moved.startElsewhere();
      cluster.leader().raft.group().updateAddress(raftId, moved.address()).get(20, TimeUnit.SECONDS);
      for (TestNode node : cluster.nodes) {
        await().atMost(TestCluster.PATIENCE).until(() -> node.raft.group().members().stream()
            .anyMatch(member -> member.raftId() == raftId && member.address().equals(moved.address())));
      }
      cluster.put("a", "1");
      cluster.awaitEqual();
    }
  }

  /** What a caller sees first must not be lost for those who wait to be told. */
  @Test
  void listenersHearOfANewMemberThoughSomebodyHasAskedForTheMembersBefore() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      ManagerGroup group = cluster.leader().raft.group();
      AtomicInteger told = new AtomicInteger();
      group.onChange(() -> told.set(group.members().size()));
      TestNode joining = cluster.node(1, new RaftSettings.Start.Join()).start();
      cluster.nodes.add(joining);
      Thread asking = Thread.ofPlatform().start(() -> await().atMost(TestCluster.PATIENCE)
          .pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> group.members().size() == 2));
      cluster.add(joining, 0xa1);
      asking.join();
      await().atMost(TestCluster.PATIENCE).until(() -> told.get() == 2);
    }
  }

  @Test
  void theLeaderSeesWhoDoesNotAnswerAndAMinoritySeesNoLeader() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      TestNode leader = cluster.leader();
      AtomicInteger changes = new AtomicInteger();
      TestNode first = cluster.followers().getFirst();
      TestNode second = cluster.followers().getLast();
      second.raft.group().onChange(changes::incrementAndGet);
      first.close();
      await().atMost(TestCluster.PATIENCE).until(() -> leader.raft.group().members().stream()
          .anyMatch(member -> member.nodeId().equals(first.nodeId) && !member.reachable()));
      leader.close();
      await().atMost(TestCluster.PATIENCE).until(() -> second.raft.group().leaderlessSinceNanos().isPresent());
      assertThat(second.raft.group().leader()).isEmpty();
      await().atMost(TestCluster.PATIENCE).until(() -> changes.get() > 0);
      await().atMost(TestCluster.PATIENCE).until(() -> reachable(second).equals(List.of(second.nodeId)));
      leader.start();
      cluster.leader();
      await().atMost(TestCluster.PATIENCE).until(() -> reachable(second).contains(leader.nodeId));
      assertThat(cluster.leader().raft.group().leaderlessSinceNanos()).isEmpty();
    }
  }

  private static List<String> reachable(TestNode seenBy) {
    return seenBy.raft.group().members().stream().filter(Member::reachable)
        .map(Member::nodeId).toList();
  }
}
