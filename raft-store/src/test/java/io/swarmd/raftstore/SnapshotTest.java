package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.store.StateDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots between managers, and what lies on disk. */
class SnapshotTest {

  @TempDir Path root;

  /** A snapshot every few entries, and nothing kept in the log behind it. */
  private TestCluster snapshotting() {
    return new TestCluster(root, settings -> settings.withSnapshots(2_000, Duration.ofDays(1), 0));
  }

  private static void write(TestCluster cluster, String prefix, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      cluster.put(prefix + i, "value of " + prefix + i);
    }
  }

  /** A new leadership begins a new segment of the log, so that the old one can be cut off. */
  private static void changeLeader(TestCluster cluster) {
    long term = cluster.leader().store.leadsIn;
    cluster.leader().raft.stepDown().join();
    await().atMost(TestCluster.PATIENCE).until(() -> cluster.leader().store.leadsIn > term);
    cluster.restartBase();
  }

  @Test
  void aManagerFarBehindIsGivenASnapshot() throws Exception {
    try (TestCluster cluster = snapshotting().start(3)) {
      write(cluster, "early", 5);
      TestNode late = cluster.followers().getFirst();
      late.close();
      write(cluster, "missed", 100);
      changeLeader(cluster);
      write(cluster, "after", 100);
      changeLeader(cluster);
      write(cluster, "last", 20);
      awaitCut(cluster);
      late.start();
      await().atMost(TestCluster.PATIENCE).until(() -> late.store.installs == 2);
      cluster.awaitEqual();
      assertThat(late.store.values()).hasSize(225);

      late.close();
      late.start();
      cluster.awaitEqual();
      assertThat(late.store.installs).isEqualTo(1);
    }
  }

  /** Until no segment with the first entries is left on the leader. */
  private static void awaitCut(TestCluster cluster) {
    Path log = cluster.leader().directory.resolve("log");
    await().atMost(TestCluster.PATIENCE).until(() -> files(log).stream()
        .map(file -> file.getFileName().toString())
        .noneMatch(name -> name.startsWith("log_0-") || name.startsWith("log_inprogress_0")));
  }

  @Test
  void aNewManagerIsGivenTheSnapshotFirst() throws Exception {
    try (TestCluster cluster = snapshotting().start(1)) {
      write(cluster, "a", 100);
      TestNode added = cluster.join(1);
      cluster.awaitEqual();
      assertThat(added.store.values()).hasSize(100);
      assertThat(added.store.installs).isEqualTo(2);
      cluster.put("b", "1");
      cluster.awaitEqual();
    }
  }

  /** E3: with entries kept behind the snapshot, a manager a little late is given those. */
  @Test
  void aManagerALittleLateIsNotGivenASnapshot() throws Exception {
    try (TestCluster cluster = new TestCluster(root,
        settings -> settings.withSnapshots(2_000, Duration.ofDays(1), 5_000)).start(3)) {
      TestNode late = cluster.followers().getFirst();
      late.close();
      write(cluster, "a", 100);
      changeLeader(cluster);
      write(cluster, "b", 100);
      late.start();
      cluster.awaitEqual();
      assertThat(late.store.installs).isEqualTo(1);
    }
  }

  @Test
  void noSecretIsReadableInTheStateDirectories() throws Exception {
    try (TestCluster cluster = snapshotting().start(2)) {
      for (int i = 0; i < 60; i++) {
        cluster.put("id" + i, "correct horse battery staple " + i);
      }
      cluster.awaitEqual();
    }
    List<Path> files = files(root);
    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).as(file.toString())
          .doesNotContain("horse").doesNotContain("staple");
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (java.io.UncheckedIOException changing) {
      return List.of();
    }
  }

  @Test
  void aManagerThatCrashedAfterASnapshotComesBack() throws Exception {
    try (TestCluster cluster = snapshotting().start(1)) {
      write(cluster, "a", 150);
      TestNode node = cluster.leader();
      StateDigest digest = node.store.digest();
      node.crash();
      node.start();
      cluster.leader();
      assertThat(node.store.digest()).isEqualTo(digest);
      assertThat(node.store.values()).hasSize(150);
      cluster.restartBase();
      cluster.put("b", "1");
    }
  }
}
