package io.swarmd.bench.jmh;

import com.google.protobuf.Message;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.scheduler.Scheduler;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Outcome;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import io.swarmd.store.Unit;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** One task more in a cluster at work: it comes, is placed, is known to be placed, and ends. Ten tasks a node run. */
public class SchedulerEventBenchmark extends Benchmarks {

  private static final int TASKS_PER_SERVICE = 20;
  private static final int TASKS_PER_NODE = 10;

  /** Tasks that run. */
  @Param({"1000", "100000"})
  public int tasks;

  /** Services of a task each that no node suits, and that are looked at again with every change. */
  @Param({"0", "100"})
  public int waiting;

  private final Scheduler scheduler = new Scheduler();
  private ChangeSet coming;
  private ChangeSet placing;
  private ChangeSet ending;

  @Setup
  public void fill() {
    int nodes = tasks / TASKS_PER_NODE;
    int services = tasks / TASKS_PER_SERVICE;
    StoreState idle = StoreState.load(1, Stream.of(Objects.nodes(nodes),
        Objects.runningTasks(tasks, services, nodes), waiting()).flatMap(objects -> objects).toList());
    idle = explained(idle, scheduler.start(idle, Instant.EPOCH));
    Task task = Objects.pendingTasks(1, 1).findFirst().orElseThrow().toBuilder().setId("more").build();
    coming = written(idle, tx -> tx.create(Table.TASK, task));
    Task placed = placed(scheduler.onCommit(coming, Instant.EPOCH).getFirst());
    placing = written((StoreState) coming.after(), tx -> tx.update(Table.TASK, placed));
    ending = written((StoreState) placing.after(), tx -> {
      Task stored = tx.get(Table.TASK, "more").orElseThrow();
      tx.update(Table.TASK, stored.toBuilder()
          .setStatus(stored.getStatus().toBuilder().setState(TaskState.COMPLETE)).build());
    });
    outcome(placing);
    scheduler.onCommit(ending, Instant.EPOCH);
  }

  private Stream<Message> waiting() {
    return Objects.pendingTasks(waiting, Math.max(1, waiting)).flatMap(task -> {
      Task.Builder picky = task.toBuilder().setId("picky" + task.getId()).setServiceId("picky" + task.getServiceId());
      picky.getSpecBuilder().getPlacementBuilder().addConstraints("node.labels.none==" + task.getId());
      return Stream.of(Service.newBuilder().setId(picky.getServiceId()).build(), picky.build());
    });
  }

  /** The state with what the scheduler had to say, which it is told as done. */
  private StoreState explained(StoreState state, List<Unit> units) {
    if (units.isEmpty()) {
      return state;
    }
    ChangeSet told = written(state, tx -> units.forEach(unit -> tx.update(Table.TASK, placed(unit))));
    units.forEach(unit -> scheduler.onOutcome(unit, new Outcome.Committed(told.version()), told.after(), Instant.EPOCH));
    return (StoreState) told.after();
  }

  private static Task placed(Unit unit) {
    return switch (unit.writes().getLast()) {
      case Unit.Update<?>(Table<?> table, Task task) -> task;
      default -> throw new IllegalStateException("not the update of a task: " + unit);
    };
  }

  private static ChangeSet written(StoreState state, Consumer<Transaction> writes) {
    StateTransaction transaction = new StateTransaction(state, Instant.EPOCH);
    writes.accept(transaction);
    return new ChangeSet(state.version() + 1, transaction.changes(), transaction.result());
  }

  private void outcome(ChangeSet done) {
    Unit unit = Unit.of("more");
    scheduler.onOutcome(unit, new Outcome.Committed(done.version()), done.after(), Instant.EPOCH);
  }

  @Benchmark
  public void comeAndGo() {
    List<Unit> units = scheduler.onCommit(coming, Instant.EPOCH);
    if (units.size() != 1) {
      throw new IllegalStateException("decided on " + units.size() + " tasks in place of one");
    }
    outcome(placing);
    scheduler.onCommit(ending, Instant.EPOCH);
  }
}
