package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real full disk: a small one in memory, which only root may mount; elsewhere this is skipped. */
class FullDiskTest {

  private static final int VALUE_BYTES = 100_000;
  private static final int ENOUGH = 100;

  @TempDir Path disk;

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()) == 0);
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", disk.toString());
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start().waitFor();
    } catch (IOException missing) {
      return -1;
    }
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] block = new byte[4096];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  @Test
  void theManagerSaysSoAndNothingAcknowledgedIsLost() throws Exception {
    try (TestCluster cluster = new TestCluster(disk.resolve("managers")).start(1)) {
      TestNode manager = cluster.leader();
      fill(disk.resolve("fill"));
      Map<String, String> acknowledged = new TreeMap<>();
      CompletableFuture<Void> refused = writeUntilRefused(cluster, manager.store, acknowledged);
      assertThat(manager.store.failure).hasMessage("the Raft log in " + manager.directory + " cannot be written: no "
          + "space left on device: make room and start this node again; what was acknowledged is kept");
      manager.close();
      assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);

      Files.delete(disk.resolve("fill"));
      manager.start();
      await().atMost(TestCluster.PATIENCE).until(() -> manager.store.leadsIn != 0);
      assertThat(manager.store.values()).containsAllEntriesOf(acknowledged);
      cluster.restartBase();
      cluster.put("after", "1");
    }
  }

  /** The write that met the full disk. It is answered when the log is closed, as the daemon does at once. */
  private static CompletableFuture<Void> writeUntilRefused(
      TestCluster cluster, MapStore store, Map<String, String> acknowledged) {
    String value = "v".repeat(VALUE_BYTES);
    for (int i = 0; i < ENOUGH; i++) {
      CompletableFuture<Void> answer = cluster.putAsync("id" + i, value);
      await().atMost(TestCluster.PATIENCE).until(() -> answer.isDone() || store.failure != null);
      if (store.failure != null) {
        return answer;
      }
      acknowledged.put("id" + i, value);
    }
    throw new AssertionError("the disk is not full");
  }
}
