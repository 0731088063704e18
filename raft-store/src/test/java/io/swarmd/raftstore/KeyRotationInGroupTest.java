package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.Rings;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.raftstore.state.StoredStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data key changes while real managers write with it. */
class KeyRotationInGroupTest {

  @TempDir Path root;
  private TestCluster cluster;

  @AfterEach
  void close() {
    cluster.close();
  }

  private void start(int managers) throws Exception {
    cluster = new TestCluster(root).start(managers);
    put("before", 50);
    cluster.awaitEqual();
  }

  private void put(String name, int count) throws Exception {
    for (int number = 0; number < count; number++) {
      cluster.put(name + number, "value");
    }
  }

  private static void lock(List<TestNode> nodes) {
    nodes.forEach(node -> node.keys.lock());
    nodes.forEach(node -> node.raft.keysLocked());
  }

  private KeyRing awaitRotated(List<TestNode> nodes, int keys) {
    await().atMost(TestCluster.PATIENCE).until(() -> nodes.stream().allMatch(node ->
        Rings.settled(node.keys.read()) && Rings.count(node.keys.read().ring()) == keys));
    KeyRing ring = nodes.getFirst().keys.read().ring();
    assertThat(nodes).allMatch(node -> node.keys.read().ring().equals(ring));
    return ring;
  }

  /** The newest snapshot, which only the key in use is needed for. */
  private void awaitSnapshotOf(TestNode node, KeyRing ring) {
    await().atMost(TestCluster.PATIENCE).ignoreExceptions().untilAsserted(() -> {
      List<Path> snapshots = snapshots(node);
      assertThat(snapshots).hasSize(1);
      assertThat(StoredStates.count(snapshots.getFirst(), new Sealer(Rings.withoutOlder(ring)), root.resolve("copy")))
          .isGreaterThanOrEqualTo(50);
    });
  }

  private static List<Path> snapshots(TestNode node) throws IOException {
    try (Stream<Path> all = Files.walk(node.directory.resolve("log"), 3)) {
      return all.filter(path -> path.getParent().endsWith("sm") && path.getFileName().toString().matches("\\d+_\\d+"))
          .toList();
    }
  }

  private void restartAll() throws Exception {
    for (TestNode node : cluster.nodes) {
      node.close();
    }
    for (TestNode node : cluster.nodes) {
      node.start();
    }
    cluster.restartBase();
    put("again", 3);
    cluster.awaitEqual();
  }

  @Test
  @Tag("identity-52")
  void oneManagerSealsAllItHasAgain() throws Exception {
    start(1);
    lock(cluster.nodes);
    KeyRing ring = awaitRotated(cluster.nodes, 2);
    put("after", 5);
    awaitSnapshotOf(cluster.leader(), ring);
    restartAll();
    assertThat(cluster.leader().store.values()).hasSize(58);
  }

  @Test
  @Tag("identity-52")
  void threeManagersGoOnWritingMeanwhile() throws Exception {
    start(3);
    lock(cluster.nodes);
    put("meanwhile", 50);
    KeyRing ring = awaitRotated(cluster.nodes, 2);
    put("after", 5);
    for (TestNode node : cluster.nodes) {
      awaitSnapshotOf(node, ring);
    }
    cluster.awaitEqual();
    restartAll();
    assertThat(cluster.leader().store.values()).hasSize(108);
  }

  @Test
  void aManagerThatWasDownAsksForTheKeyItMeets() throws Exception {
    start(3);
    TestNode down = cluster.followers().getFirst();
    down.close();
    List<TestNode> up = cluster.nodes.stream().filter(node -> node != down).toList();
    lock(up);
    KeyRing ring = awaitRotated(up, 2);
    put("after", 20);
    assertThat(down.keys.read().ring()).isNotEqualTo(ring);
    down.start();
    cluster.awaitEqual();
    assertThat(down.keys.read().ring()).isEqualTo(ring);
    awaitSnapshotOf(down, ring);
  }
}
