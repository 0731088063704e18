package io.swarmd.bench.jmh;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StateDigest;
import io.swarmd.store.Table;
import io.swarmd.store.entry.EntryWriter;
import io.swarmd.store.entry.Interner;
import io.swarmd.store.entry.ReplicatedState;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** An entry of 200 task updates among 10,000 tasks, written by the leader and applied by a follower. */
public class EntryBenchmark extends Benchmarks {

  private static final int TASKS = 10_000;
  private static final int UPDATES = 200;

  private ReplicatedState before;
  private ChangeSet changes;
  private byte[] entry;

  @Setup
  public void fill() {
    StoreState state = StoreState.load(1, Objects.pendingTasks(TASKS, 1).toList());
    before = new ReplicatedState(state, StateDigest.FOUNDING);
    StateTransaction transaction = new StateTransaction(state, Instant.EPOCH);
    state.all(Table.TASK).stream().limit(UPDATES).forEach(task -> transaction.update(Table.TASK, running(task)));
    changes = new ChangeSet(state.version() + 1, transaction.changes(), transaction.result());
    entry = EntryWriter.encode(state.version(), before.digest(), List.of(changes));
  }

  private static Task running(Task task) {
    Task.Builder next = task.toBuilder().setNodeId("node000001");
    next.getStatusBuilder().setState(TaskState.RUNNING).setMessage("started");
    return next.build();
  }

  @Benchmark
  public byte[] encode() {
    return EntryWriter.encode(before.objects().version(), before.digest(), List.of(changes));
  }

  @Benchmark
  public ReplicatedState.Step apply() {
    return before.apply(entry, new Interner());
  }
}
