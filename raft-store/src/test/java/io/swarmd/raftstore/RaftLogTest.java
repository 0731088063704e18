package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.store.StateDigest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The replicated log with real managers over loopback. */
class RaftLogTest {

  @TempDir Path root;

  @Test
  void aSingleManagerCommitsAndComesBackFromDisk() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      cluster.put("a", "1");
      cluster.put("b", "2");
      cluster.put("a", "");
      TestNode node = cluster.nodes.getFirst();
      StateDigest digest = node.store.digest();
      node.close();
      node.start();

      assertThat(node.store.events.getFirst()).isEqualTo("installed 3");
      assertThat(node.store.values()).containsExactly(java.util.Map.entry("b", "2"));
      assertThat(node.store.digest()).isEqualTo(digest);
      cluster.put("c", "3");
      assertThat(node.store.values()).containsOnlyKeys("b", "c");
    }
  }

  @Test
  void threeManagersApplyTheSameEntriesInOrder() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      List<CompletableFuture<Void>> pending = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        pending.add(cluster.putAsync("id" + i % 50, "value " + i));
      }
      for (CompletableFuture<Void> one : pending) {
        one.get(20, TimeUnit.SECONDS);
      }
      cluster.awaitEqual();
      assertThat(cluster.nodes).allSatisfy(node -> assertThat(node.store.version()).isEqualTo(500));
    }
  }

  @Test
  void theLeaderGetsItsOwnEntriesBackDecoded() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(2)) {
      TestNode leader = cluster.leader();
      Object decoded = new Object();
      leader.raft.log().append(MapStore.entry(leader.store.leadsIn, 0, "a", "1", decoded)).get(10, TimeUnit.SECONDS);
      cluster.awaitEqual();
      assertThat(leader.store.decoded).containsExactly(decoded);
      assertThat(cluster.followers().getFirst().store.decoded).containsExactly((Object) null);
    }
  }

  @Test
  void anotherLeadsWhenTheLeaderIsGoneAndTheOldOneCatchesUp() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      cluster.put("a", "1");
      TestNode old = cluster.leader();
      old.close();
      TestNode next = cluster.leader();
      assertThat(next).isNotSameAs(old);
      cluster.put("b", "2");
      old.start();
      await().atMost(TestCluster.PATIENCE).until(() -> old.store.values().containsKey("b"));
      cluster.awaitEqual();
    }
  }
}
