package io.swarmd.bench.jmh;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.RealEnvironment;
import io.swarmd.store.Index;
import io.swarmd.store.Store;
import io.swarmd.store.Table;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Reads and small transactions on a store of 10,000 nodes and 10,000 tasks. */
public class StoreBenchmark extends Benchmarks {

  private static final int OBJECTS = 10_000;
  private static final int SERVICES = 100;
  private static final int IN_FLIGHT = 64;

  private StoreState state;
  private LocalStore store;
  private int turn;

  @Setup
  public void fill() {
    state = StoreState.load(1,
        Stream.concat(Objects.nodes(OBJECTS), Objects.pendingTasks(OBJECTS, SERVICES)).toList());
    store = LocalStore.start(new RealEnvironment(), new DirectLog(), Metrics.NONE);
    CompletableFuture.allOf(Objects.nodes(OBJECTS)
        .map(node -> store.update(tx -> tx.create(Table.NODE, node))).toArray(CompletableFuture[]::new)).join();
  }

  @TearDown
  public void close() {
    store.close();
  }

  private String nextNode() {
    turn = (turn + 7919) % OBJECTS;
    return String.format("node%06d", turn);
  }

  /** The work of one change, without log, threads or watchers. */
  @Benchmark
  public StoreState transactionAlone() {
    StateTransaction transaction = new StateTransaction(state, Instant.EPOCH);
    transaction.update(Table.NODE, transaction.get(Table.NODE, nextNode()).orElseThrow());
    return transaction.result();
  }

  /** One change through the store, waited for: its threads hand it on four times. */
  @Benchmark
  public Node update() {
    return touch(store, nextNode()).join();
  }

  /** As above, 64 at once; the time is that of one. */
  @Benchmark
  @OperationsPerInvocation(IN_FLIGHT)
  public void updateManyAtOnce() {
    List<CompletableFuture<Node>> updates =
        IntStream.range(0, IN_FLIGHT).mapToObj(number -> touch(store, nextNode())).toList();
    updates.forEach(CompletableFuture::join);
  }

  private static CompletableFuture<Node> touch(Store store, String id) {
    return store.update(tx -> tx.update(Table.NODE, tx.get(Table.NODE, id).orElseThrow()));
  }

  @Benchmark
  public Optional<Node> get() {
    return state.get(Table.NODE, nextNode());
  }

  /** The 100 tasks of a service. */
  @Benchmark
  public void findByService(Blackhole sink) {
    for (Task task : state.find(Index.TASK_BY_SERVICE, "service7")) {
      sink.consume(task);
    }
  }

  @Benchmark
  public void listAllNodes(Blackhole sink) {
    for (Node node : state.all(Table.NODE)) {
      sink.consume(node);
    }
  }
}
