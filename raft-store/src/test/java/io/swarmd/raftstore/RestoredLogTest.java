package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.swarmd.api.Annotations;
import io.swarmd.api.Meta;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretSpec;
import io.swarmd.api.Version;
import io.swarmd.raftstore.transport.PeerId;
import io.swarmd.store.ReplicatedLog.Stored;
import io.swarmd.store.Table;
import io.swarmd.store.group.ManagerGroup.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of one that begins with objects from a backup, on real Ratis. */
class RestoredLogTest {

  private static final int OBJECTS = 2_500;

  @TempDir Path root;

  private static List<Stored> objects() {
    return IntStream.range(0, OBJECTS).mapToObj(number -> new Stored(Table.SECRET, Secret.newBuilder()
        .setId("s" + number).setMeta(Meta.newBuilder().setVersion(Version.newBuilder().setIndex(number)))
        .setSpec(SecretSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName("s" + number))
            .setData(ByteString.copyFromUtf8("v" + number))).build())).toList();
  }

  private TestNode restored(TestCluster cluster) throws IOException {
    TestNode node = cluster.node(0, new RaftSettings.Start.Join());
    RaftSettings settings = RaftSettings.of(TestNode.CLUSTER, node.nodeId, "127.0.0.1:1", new RaftSettings.Start.Join());
    new RestoredLog(settings, new PeerId(0xb0, node.nodeId), cluster.keys)
        .create(node.directory, OBJECTS, new byte[] {1}, objects());
    cluster.nodes.add(node);
    return node;
  }

  @Test
  void itLeadsWithTheObjectsAndManagersThatJoinGetThem() throws Exception {
    try (TestCluster cluster = new TestCluster(root)) {
      TestNode first = restored(cluster).start();
      cluster.leader();
      assertThat(first.store.values()).hasSize(OBJECTS).containsEntry("s17", "v17");
      assertThat(first.store.version()).isEqualTo(OBJECTS);
      assertThat(first.raft.group().members()).extracting(Member::raftId).containsExactly(0xb0L);
      cluster.put("new", "1");
      cluster.join(1);
      cluster.join(2);
      cluster.awaitEqual();
      cluster.put("newer", "2");
      cluster.awaitEqual();
      assertThat(cluster.followers()).allSatisfy(node -> assertThat(node.store.values()).hasSize(OBJECTS + 2)
          .containsAllEntriesOf(Map.of("s17", "v17", "new", "1", "newer", "2")));
      TestNode.closeAll(cluster.nodes);
      for (TestNode node : cluster.nodes) {
        node.start();
      }
      cluster.leader();
      cluster.awaitEqual();
      assertThat(first.store.values()).hasSize(OBJECTS + 2);
    }
  }

  @Test
  void aCrashAtOnceLosesNothing() throws Exception {
    try (TestCluster cluster = new TestCluster(root)) {
      TestNode first = restored(cluster).start();
      cluster.leader();
      first.crash();
      first.start();
      cluster.leader();
      assertThat(first.store.values()).hasSize(OBJECTS);
    }
  }

  @Test
  void aDirectoryThatExistsIsLeftAlone() throws Exception {
    try (TestCluster cluster = new TestCluster(root)) {
      restored(cluster);
      assertThatThrownBy(() -> restored(cluster)).hasMessageContaining("exists already");
    }
  }
}
