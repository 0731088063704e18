package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.raftstore.transport.ScriptedFollower;
import io.swarmd.store.group.ManagerGroup.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appender of a real leader against a follower that answers as the test wants. */
class AppenderTest {

  @TempDir Path root;

  private static Member member(ScriptedFollower follower) {
    return new Member(0xa1, "node1", follower.address(), false, true);
  }

  private static long snapshotIndex(TestNode node) throws Exception {
    try (Stream<Path> files = Files.walk(node.directory.resolve("log"))) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\d+_\\d+"))
          .mapToLong(name -> Long.parseLong(name.substring(name.indexOf('_') + 1))).max().orElse(-1);
    }
  }

  /** Bug 3: the answer that a snapshot is there already carries a chunk's number where its index is expected. */
  @Test
  void afterASnapshotThatIsThereAlreadyTheLogGoesOnBehindIt() throws Exception {
    try (TestCluster cluster =
            new TestCluster(root, settings -> settings.withSnapshots(200, Duration.ofDays(1), 0)).start(1);
        ScriptedFollower follower = new ScriptedFollower(ScriptedFollower::taken,
            chunk -> InstallSnapshotReplyProto.newBuilder().setResult(InstallSnapshotResult.ALREADY_INSTALLED)
                .setRequestIndex(chunk.getSnapshotChunk().getRequestIndex()))) {
      for (int i = 0; i < 30; i++) {
        cluster.put("a" + i, "some value");
      }
      TestNode leader = cluster.leader();
      await().until(() -> snapshotIndex(leader) > 20);
      leader.raft.group().add(member(follower)).get(20, TimeUnit.SECONDS);
      long sent = follower.chunks.getFirst().getSnapshotChunk().getTermIndex().getIndex();
      AppendEntriesRequestProto first = follower.batches.getFirst();
      assertThat(first.getEntries(0).getIndex()).isEqualTo(sent + 1);
      assertThat(first.getPreviousLog().getIndex()).isEqualTo(sent);
      assertThat(follower.chunks).hasSize(1);
    }
  }

  @Test
  void aFollowerThatDisagreesIsSentOlderEntriesAndNotFlooded() throws Exception {
    AtomicInteger disagreements = new AtomicInteger(5);
    try (TestCluster cluster = new TestCluster(root).start(1);
        ScriptedFollower follower = new ScriptedFollower(
            batch -> disagreements.getAndDecrement() > 0
                ? ScriptedFollower.disagrees(0) : ScriptedFollower.taken(batch),
            chunk -> InstallSnapshotReplyProto.newBuilder())) {
      for (int i = 0; i < 30; i++) {
        cluster.put("a" + i, "some value");
      }
      cluster.leader().raft.group().add(member(follower)).get(20, TimeUnit.SECONDS);
      assertThat(follower.batches).allSatisfy(batch -> assertThat(batch.getEntriesCount()).isPositive());
      assertThat(follower.batches.get(5).getEntries(0).getIndex()).isZero();
      assertThat(follower.batches.size()).isLessThan(30);
    }
  }

  /** What was on its way over a stream that died is sent again. */
  @Test
  void entriesWithoutAnswerOnABrokenStreamAreSentAgain() throws Exception {
    AtomicInteger broken = new AtomicInteger(3);
    try (TestCluster cluster = new TestCluster(root).start(1);
        ScriptedFollower follower = new ScriptedFollower(batch -> {
          if (broken.getAndDecrement() > 0) {
            throw new IllegalStateException("the stream breaks");
          }
          return ScriptedFollower.taken(batch);
        }, chunk -> InstallSnapshotReplyProto.newBuilder())) {
      cluster.put("a", "1");
      cluster.leader().raft.group().add(member(follower)).get(20, TimeUnit.SECONDS);
      assertThat(follower.batches.get(3).getEntries(0).getIndex()).isZero();
    }
  }

  /** Only signs of life go to a follower before it has answered for the first time. */
  @Test
  void aFollowerIsGreetedBeforeItIsSentAnything() throws Exception {
    AtomicInteger greeted = new AtomicInteger();
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      cluster.put("a", "1");
      ScriptedFollower[] follower = new ScriptedFollower[1];
      follower[0] = new ScriptedFollower(batch -> {
        greeted.compareAndSet(0, follower[0].heartbeats.get());
        return ScriptedFollower.taken(batch);
      }, chunk -> InstallSnapshotReplyProto.newBuilder());
      try (ScriptedFollower closing = follower[0]) {
        cluster.leader().raft.group().add(member(closing)).get(20, TimeUnit.SECONDS);
        assertThat(greeted.get()).isPositive();
      }
    }
  }

  @Test
  void heartbeatsAreNoFasterThanDue() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1);
        ScriptedFollower follower =
            new ScriptedFollower(ScriptedFollower::taken, chunk -> InstallSnapshotReplyProto.newBuilder())) {
      cluster.leader().raft.group().add(member(follower)).get(20, TimeUnit.SECONDS);
      int before = follower.heartbeats.get();
      long began = System.nanoTime();
      await().until(() -> follower.heartbeats.get() >= before + 10);
      // Due every 100 ms at an election timeout of 400 ms; every 25 ms while there is news of a commit.
      assertThat(Duration.ofNanos(System.nanoTime() - began).toMillis()).isGreaterThan(200);
    }
  }
}
