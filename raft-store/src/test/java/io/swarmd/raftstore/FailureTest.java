package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.ReplicatedLog.Entry;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong, and is said. */
class FailureTest {

  @TempDir Path root;

  /** A4: refused before Ratis sees it, or the leader would step down. */
  @Test
  void anEntryTooLargeOrOfAnotherTermCostsNoLeadership() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      TestNode node = cluster.leader();
      long term = node.store.leadsIn;
      Entry large = new Entry(term, 0, new byte[ReplicatedLog.MAX_ENTRY_BYTES + 1], null);
      assertThatThrownBy(() -> node.raft.log().append(large).get(5, TimeUnit.SECONDS))
          .hasMessageContaining("is over the limit of 1572864");
      for (int i = 0; i < 2 * Proposer.MAX_IN_FLIGHT; i++) {
        Entry stale = MapStore.entry(term - 1, 0, "x", "1", null);
        assertThatThrownBy(() -> node.raft.log().append(stale).get(5, TimeUnit.SECONDS))
            .hasMessageContaining("does not lead in term " + (term - 1));
      }
      byte[] largest = new byte[ReplicatedLog.MAX_ENTRY_BYTES];
      System.arraycopy(MapStore.entry(term, 0, "a", "1", null).bytes(), 0, largest, 0, 15);
      node.raft.log().append(new Entry(term, 0, largest, null)).get(10, TimeUnit.SECONDS);
      cluster.put("b", "1");
      assertThat(node.store.leadsIn).isEqualTo(term);
    }
  }

  @Test
  void theLargestEntryReachesFollowers() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(2)) {
      TestNode leader = cluster.leader();
      byte[] largest = new byte[ReplicatedLog.MAX_ENTRY_BYTES];
      System.arraycopy(MapStore.entry(1, 0, "a", "1", null).bytes(), 0, largest, 0, 15);
      leader.raft.log().append(new Entry(leader.store.leadsIn, 0, largest, null)).get(10, TimeUnit.SECONDS);
      cluster.awaitEqual();
    }
  }

  /** C3: a failed future means that the outcome is not known, and every future completes. */
  @Test
  void whenLeadershipIsLostEveryAppendIsAnswered() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      for (int round = 0; round < 3; round++) {
        List<CompletableFuture<Void>> pending = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          pending.add(cluster.putAsync("r" + round + "-" + i, "1"));
        }
        cluster.leader().raft.stepDown().handle((done, already) -> null).join();
        for (CompletableFuture<Void> one : pending) {
          one.handle((done, failure) -> null).get(20, TimeUnit.SECONDS);
        }
        cluster.restartBase();
        cluster.leader();
      }
      // A6: the leaderships' clients differ, so nothing new is taken for something old.
      await().atMost(TestCluster.PATIENCE).until(() -> {
        cluster.restartBase();
        return cluster.putAsync("last", "1").handle((done, failure) -> failure == null).get(20, TimeUnit.SECONDS)
            && cluster.leader().store.values().containsKey("last");
      });
      cluster.awaitEqual();
    }
  }

  @Test
  void anEntryThatDoesNotDecodeStopsTheMember() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      TestNode node = cluster.leader();
      CompletableFuture<Void> answer = node.raft.log().append(MapStore.poison(node.store.leadsIn, 0));
      await().atMost(TestCluster.PATIENCE).until(() -> node.store.failure != null);
      assertThat(node.store.failure).hasMessage("an entry that does not decode");
      assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void aLogSealedWithAnotherRingIsNotReadAndNotSkipped() throws Exception {
    Path directory;
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      cluster.put("a", "1");
      directory = cluster.leader().directory;
    }
    try (TestCluster other = new TestCluster(root)) {
      TestNode node = other.node(0, new RaftSettings.Start.Join());
      assertThat(node.directory).isEqualTo(directory);
      assertThatThrownBy(node::start).hasMessageContaining("sealed data does not open");
      node.close();
    }
  }

  @Test
  void aDamagedLogIsOneClearLine() throws Exception {
    TestNode node;
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      for (int i = 0; i < 20; i++) {
        cluster.put("a" + i, "1");
      }
      node = cluster.leader();
    }
    Path segment;
    try (Stream<Path> files = Files.walk(node.directory.resolve("log"))) {
      segment = files.filter(file -> file.getFileName().toString().startsWith("log_")).findFirst().orElseThrow();
    }
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(200);
      file.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
    assertThatThrownBy(node::start)
        .hasMessageStartingWith(segment + " is damaged: entry ")
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
    node.close();
  }

  @Test
  void aDirectoryOfAnotherNodeIsRefused() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      TestNode node = cluster.leader();
      node.close();
      Files.move(node.directory, root.resolve("node9"));
      TestNode other = cluster.node(9, new RaftSettings.Start.Join());
      assertThatThrownBy(other::start).hasMessageContaining("belongs to node node0 of cluster cluster0");
      other.close();
    }
  }
}
