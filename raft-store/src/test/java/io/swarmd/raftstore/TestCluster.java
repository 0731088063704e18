package io.swarmd.raftstore;

import static org.awaitility.Awaitility.await;

import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.store.group.ManagerGroup.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** Managers for tests, all in this process. */
final class TestCluster implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(20);

  static {
    // A leader whose log cannot be written closes it in one thread of Ratis, while another may just look at it to see
    // whether to yield: that thread ends by an exception nobody needs, and no wait of ours failed.
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  final List<TestNode> nodes = new ArrayList<>();
  final KeyRing keys = KeyRing.create();
  private final Path root;
  private final UnaryOperator<RaftSettings> settings;
  /** Other wires than plain ones, by node. */
  Function<String, Optional<Wire>> wires = node -> Optional.empty();
  private long base;

  TestCluster(Path root) {
    this(root, UnaryOperator.identity());
  }

  TestCluster(Path root, UnaryOperator<RaftSettings> settings) {
    this.root = root;
    this.settings = settings;
  }

  /** The first manager and as many more as asked for. */
  TestCluster start(int managers) throws Exception {
    nodes.add(node(0, new RaftSettings.Start.Found(0xa0)).start());
    leader();
    for (int number = 1; number < managers; number++) {
      join(number);
    }
    return this;
  }

  TestNode node(int number, RaftSettings.Start start) {
    TestNode node = new TestNode("node" + number, root.resolve("node" + number), start, keys, settings);
    node.others = () -> Optional.of(nodes.stream().filter(other -> other != node && other.raft != null)
        .map(other -> other.keys.read().ring()).toList());
    wires.apply(node.nodeId).ifPresent(wire -> node.wire = wire);
    return node;
  }

  TestNode join(int number) throws Exception {
    TestNode added = node(number, new RaftSettings.Start.Join()).start();
    nodes.add(added);
    add(added, 0xa0 + number);
    return added;
  }

  void add(TestNode node, long raftId) throws Exception {
    leader().raft.group().add(new Member(raftId, node.nodeId, node.address(), false, true)).get(20, TimeUnit.SECONDS);
  }

  TestNode leader() {
    return leads().orElseGet(() -> await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10))
        .until(this::leads, Optional::isPresent).orElseThrow());
  }

  private Optional<TestNode> leads() {
    return nodes.stream().filter(node -> node.raft != null && node.store.leadsIn != 0
        && node.raft.group().leader().filter(member -> member.nodeId().equals(node.nodeId)).isPresent()).findFirst();
  }

  List<TestNode> followers() {
    TestNode leader = leader();
    return nodes.stream().filter(node -> node.raft != null && node != leader).toList();
  }

  /**
   * Sets a value through the leader, and waits until it is committed. A leader that was lost meanwhile, as may happen on
   * a busy machine, is no failure: the value is set again through the next one.
   */
  void put(String id, String value) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        putAsync(id, value).get(20, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException failure) {
        if (System.nanoTime() > end) {
          throw failure;
        }
        restartBase();
      }
    }
  }

  CompletableFuture<Void> putAsync(String id, String value) {
    TestNode leader = leader();
    base = Math.max(base, leader.store.version());
    return leader.raft.log().append(MapStore.entry(leader.store.leadsIn, base++, id, value, null));
  }

  /** Forgets versions given to entries that failed. */
  void restartBase() {
    base = 0;
  }

  /** Waits until all that run have the leader's state. */
  void awaitEqual() {
    TestNode leader = leader();
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> nodes.stream()
        .filter(node -> node.raft != null)
        .allMatch(node -> node.store.version() == leader.store.version()
            && node.store.digest().equals(leader.store.digest())
            && node.store.values().equals(leader.store.values())));
  }

  @Override
  public void close() {
    TestNode.closeAll(nodes);
  }
}
