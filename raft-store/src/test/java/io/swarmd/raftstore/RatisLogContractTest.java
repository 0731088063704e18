package io.swarmd.raftstore;

import io.swarmd.loop.Environment;
import io.swarmd.loop.RealEnvironment;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.contract.LogCluster;
import io.swarmd.store.contract.ReplicatedLogContract;
import io.swarmd.store.group.ManagerGroup.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/** What the store needs of a log, asked of three real managers. */
class RatisLogContractTest extends ReplicatedLogContract {

  @TempDir Path root;

  @Override
  protected LogCluster open(int members) {
    return new RatisCluster(root, members);
  }

  private static final class RatisCluster implements LogCluster {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Environment environment = new RealEnvironment();
    private final List<TestNode> nodes = new ArrayList<>();

    RatisCluster(Path root, int members) {
      KeyRing keys = KeyRing.create();
      for (int i = 0; i < members; i++) {
        RaftSettings.Start start = i == 0 ? new RaftSettings.Start.Found(1) : new RaftSettings.Start.Join();
        nodes.add(new TestNode("node" + i, root.resolve("node" + i), start, keys, UnaryOperator.identity()));
        open(nodes.get(i));
      }
    }

    private static void open(TestNode node) {
      try {
        node.open(node.port());
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    @Override
    public Environment environment() {
      return environment;
    }

    @Override
    public int size() {
      return nodes.size();
    }

    @Override
    public ReplicatedLog log(int member) {
      return nodes.get(member).raft.log();
    }

    @Override
    public void begin() {
      for (int i = 1; i < nodes.size(); i++) {
        Member member = new Member(1 + i, nodes.get(i).nodeId, nodes.get(i).address(), false, true);
        await("the founder to lead", () -> nodes.getFirst().raft.group().leader().isPresent());
        try {
          nodes.getFirst().raft.group().add(member).get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
          throw new AssertionError(failure);
        }
      }
    }

    @Override
    public void loseLeadership(int member, boolean regain) {
      // It may have lost it already, by itself.
      nodes.get(member).raft.stepDown().handle((done, already) -> null).join();
    }

    @Override
    public void crash(int member) {
      try {
        nodes.get(member).crash();
        open(nodes.get(member));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    @Override
    public void await(String what, BooleanSupplier condition) {
      if (!condition.getAsBoolean()) {
        Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(condition::getAsBoolean);
      }
    }

    @Override
    public void close() {
      TestNode.closeAll(nodes);
    }
  }
}
