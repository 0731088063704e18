package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swarmd.store.group.ManagerGroup.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager goes on without the majority it lost (identity sheet, 13, "Force new cluster"). */
class AloneTest {

  private static final long NEW_ID = 0xf0;

  @TempDir Path root;

  /** The same manager, told to go on alone; at its old port. */
  private TestNode alone(TestCluster cluster, TestNode survivor) {
    TestNode node = new TestNode(survivor.nodeId, survivor.directory, new RaftSettings.Start.Alone(NEW_ID),
        cluster.keys, settings -> settings);
    cluster.nodes.clear();
    cluster.nodes.add(node);
    return node;
  }

  @Test
  void theSurvivorKeepsEverythingAndNewManagersJoin() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      cluster.put("a", "1");
      cluster.awaitEqual();
      TestNode survivor = cluster.followers().getFirst();
      TestNode.closeAll(cluster.nodes);
      TestNode alone = alone(cluster, survivor).startElsewhere();
      cluster.leader();
      assertThat(alone.store.values()).isEqualTo(Map.of("a", "1"));
      assertThat(alone.raft.group().members())
          .containsExactly(new Member(NEW_ID, survivor.nodeId, alone.address(), true, true));
      cluster.put("b", "2");
      cluster.join(7);
      cluster.join(8);
      cluster.put("c", "3");
      cluster.awaitEqual();
      assertThat(cluster.followers()).extracting(node -> node.store.values())
          .containsOnly(Map.of("a", "1", "b", "2", "c", "3"));
    }
  }

  @Test
  void itStaysAloneAtTheNextStartWithoutBeingTold() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      cluster.put("a", "1");
      TestNode survivor = cluster.leader();
      TestNode.closeAll(cluster.nodes);
      TestNode alone = alone(cluster, survivor).startElsewhere();
      cluster.leader();
      cluster.put("b", "2");
      alone.close();
      TestNode again = cluster.node(Integer.parseInt(survivor.nodeId.substring(4)), new RaftSettings.Start.Join());
      cluster.nodes.clear();
      cluster.nodes.add(again.startElsewhere());
      cluster.leader();
      assertThat(again.store.values()).isEqualTo(Map.of("a", "1", "b", "2"));
      assertThat(again.raft.group().members()).extracting(Member::raftId).containsExactly(NEW_ID);
    }
  }

  /** The index it is entered at is the one its first entry as leader gets: a crash between must not look like damage. */
  @Test
  void aCrashRightAfterItLeadsIsNoDamage() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      TestNode survivor = cluster.leader();
      TestNode.closeAll(cluster.nodes);
      TestNode alone = alone(cluster, survivor).startElsewhere();
      cluster.leader();
      alone.crash();
      alone.start();
      cluster.leader();
      cluster.put("b", "2");
    }
  }

  @Test
  void whatIsNotKnownToBeCommittedIsKeptAndAnUncommittedMemberChangeIsOverruled() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      cluster.put("a", "1");
      TestNode leader = cluster.leader();
      cluster.awaitEqual();
      cluster.followers().forEach(TestNode::disconnect);
      CompletableFuture<Void> value = cluster.putAsync("tail", "2");
      TestNode newcomer = cluster.node(7, new RaftSettings.Start.Join()).start();
      CompletableFuture<Void> adding = leader.raft.group()
          .add(new Member(0xa7, newcomer.nodeId, newcomer.address(), false, true));
      await().atMost(TestCluster.PATIENCE).pollInterval(Duration.ofMillis(5))
          .until(() -> newcomer.raft.group().ownRaftId() != 0 || adding.isDone());
      assertThat(value).isNotDone();
      leader.close();
      newcomer.close();
      TestNode.closeAll(cluster.nodes);
      TestNode alone = alone(cluster, leader).startElsewhere();
      cluster.leader();
      assertThat(alone.store.values()).isEqualTo(Map.of("a", "1", "tail", "2"));
      assertThat(alone.raft.group().members()).extracting(Member::raftId).containsExactly(NEW_ID);
      cluster.put("b", "3");
      alone.crash();
      alone.start();
      cluster.leader();
      assertThat(alone.raft.group().members()).extracting(Member::raftId).containsExactly(NEW_ID);
    }
  }

  /** They still have a majority among themselves, and a leader of theirs would cut the survivor's log. */
  @Test
  void formerMembersThatComeBackDoNotReachTheSurvivor() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3); TestCluster former = new TestCluster(root)) {
      cluster.put("a", "1");
      cluster.awaitEqual();
      TestNode survivor = cluster.followers().getFirst();
      former.nodes.addAll(cluster.nodes.stream().filter(node -> node != survivor).toList());
      TestNode.closeAll(cluster.nodes);
      TestNode alone = alone(cluster, survivor);
      alone.open(survivor.port());
      alone.raft.log().start(alone.store);
      cluster.leader();
      cluster.put("b", "2");
      long term = alone.store.leadsIn;
      for (TestNode node : former.nodes) {
        node.start();
      }
      former.leader();
      former.put("c", "3");
      cluster.put("d", "4");
      assertThat(alone.store.values()).isEqualTo(Map.of("a", "1", "b", "2", "d", "4"));
      assertThat(alone.store.leadsIn).isEqualTo(term);
    }
  }

  @Test
  void withoutDataThereIsNothingToGoOnWith() throws Exception {
    try (TestCluster cluster = new TestCluster(root)) {
      TestNode empty = new TestNode("node0", root.resolve("node0"), new RaftSettings.Start.Alone(NEW_ID),
          cluster.keys, settings -> settings);
      cluster.nodes.add(empty);
      assertThatThrownBy(empty::start).hasMessageContaining("there is no manager's data in ");
      assertThat(Files.exists(empty.directory.resolve("member"))).isFalse();
    }
  }
}
