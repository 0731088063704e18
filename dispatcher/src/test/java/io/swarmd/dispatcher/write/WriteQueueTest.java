package io.swarmd.dispatcher.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.NodeStatus;
import io.swarmd.dispatcher.Samples;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.StoreException;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriteQueueTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final StoreFixture store = StoreFixture.leading(environment);
  private final EventLoop loop = environment.newLoop("test");
  private int largestThatFits = Integer.MAX_VALUE;
  private Transaction current;
  private int inTransaction;
  private final WriteQueue<NodeStatusChange> queue = new WriteQueue<>(store.store(), store.term(), loop,
      NodeStatusChange::then, (transaction, key, change) -> {
        inTransaction = transaction == current ? inTransaction + 1 : 1;
        current = transaction;
        if (inTransaction > largestThatFits) {
          throw new StoreException(StoreException.Reason.TOO_LARGE);
        }
        return NodeStatusChange.RULE.write(transaction, key, change);
      });

  private CompletableFuture<Boolean> down(int nodes) {
    Map<String, NodeStatusChange> changes = new LinkedHashMap<>();
    IntStream.range(0, nodes).forEach(i -> changes.put("n" + i, NodeStatusChange.silent(Instant.EPOCH)));
    CompletableFuture<Boolean> answer = queue.submit(changes);
    environment.runDue();
    return answer;
  }

  private void nodes(int count) {
    store.commit(IntStream.range(0, count)
        .mapToObj(i -> Samples.node("n" + i, NodeStatus.State.READY)).toArray(io.swarmd.api.Node[]::new));
  }

  @Test
  void oneCallIsOneTransaction() {
    nodes(10);
    long version = store.view().version();
    assertThat(down(10)).isCompletedWithValue(true);
    assertThat(store.view().version()).isEqualTo(version + 1);
  }

  @Test
  void moreThanABatchTakesIsSplit() {
    nodes(WriteQueue.MAX_BATCH + 1);
    long version = store.view().version();
    assertThat(down(WriteQueue.MAX_BATCH + 1)).isCompletedWithValue(true);
    assertThat(store.view().version()).isEqualTo(version + 2);
  }

  @Test
  void aTransactionTooLargeIsHalvedUntilItFits() {
    nodes(10);
    largestThatFits = 3;
    CompletableFuture<Boolean> answer = down(10);
    assertThat(answer).isCompletedWithValue(true);
    assertThat(store.view().all(Table.NODE))
        .allMatch(node -> node.getStatus().getState() == NodeStatus.State.DOWN);
  }

  @Test
  void anObjectThatIsNotThereIsTold() {
    nodes(2);
    assertThat(down(3)).isCompletedWithValue(false);
  }

  @Test
  void moreThanTheBoundIsRefusedAndNothingOfItQueued() {
    CompletableFuture<Boolean> answer = down(WriteQueue.MAX_WAITING + 1);
    assertThat(((Refusal) answer.exceptionNow()).reason()).isEqualTo(Refusal.Reason.BUSY);
    nodes(1);
    assertThat(down(1)).isCompletedWithValue(true);
  }

  @Test
  void aClosedQueueFailsWhatWaitsAndWhatComes() {
    nodes(1);
    CompletableFuture<Boolean> waiting = queue.submit("n0", NodeStatusChange.silent(Instant.EPOCH));
    queue.close();
    assertThat(((Refusal) waiting.exceptionNow()).reason()).isEqualTo(Refusal.Reason.STOPPED);
    assertThat(((Refusal) down(1).exceptionNow()).reason()).isEqualTo(Refusal.Reason.STOPPED);
    assertThat(store.get(Table.NODE, "n0").getStatus().getState()).isEqualTo(NodeStatus.State.READY);
  }
}
