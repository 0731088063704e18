package io.swarmd.orchestrator;

import com.google.protobuf.Message;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import io.swarmd.store.Unit;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import io.swarmd.store.state.UnitWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Runs one control loop against a state, by hand: the test decides when a unit is written and when time passes. A unit
 * that was proposed stays in flight until {@link #land} or {@link #settle}.
 */
public final class LoopRig {

  private final ControlLoop loop;
  private final List<Unit> inFlight = new ArrayList<>();
  private StoreState state = StoreState.EMPTY;
  private Instant now = Things.START;
  private long unitsSeen;

  public LoopRig(ControlLoop loop) {
    this.loop = loop;
  }

  /** Puts objects into the state without the loop knowing. */
  public LoopRig given(Message... objects) {
    state = state.with(objects);
    return this;
  }

  /** A leader starts: the loop forgets, and what is in flight never tells. */
  public LoopRig start() {
    inFlight.clear();
    take(loop.start(state, now));
    return this;
  }

  /** Somebody else's transaction, committed at once. */
  public LoopRig write(Consumer<Transaction> writes) {
    StateTransaction transaction = new StateTransaction(state, now);
    writes.accept(transaction);
    commit(transaction);
    return this;
  }

  private void commit(StateTransaction transaction) {
    if (transaction.changeCount() > 0) {
      state = transaction.result();
      take(loop.onCommit(new ChangeSet(state.version(), transaction.changes(), state), now));
    }
  }

  public LoopRig create(Message... objects) {
    return write(tx -> Stream.of(objects).forEach(object -> put(tx, object)));
  }

  private static void put(Transaction tx, Message object) {
    switch (object) {
      case Service service -> tx.create(Table.SERVICE, service);
      case Task task -> tx.create(Table.TASK, task);
      case io.swarmd.api.Node node -> tx.create(Table.NODE, node);
      case io.swarmd.api.Cluster cluster -> tx.create(Table.CLUSTER, cluster);
      default -> throw new IllegalArgumentException(object.getClass().toString());
    }
  }

  public <T extends Message> LoopRig update(Table<T> table, String id, UnaryOperator<T> change) {
    return write(tx -> tx.update(table, change.apply(tx.get(table, id).orElseThrow())));
  }

  public LoopRig report(String taskId, io.swarmd.api.TaskState observed) {
    return update(Table.TASK, taskId, task -> Things.reported(task, observed, now));
  }

  /** Writes the units in flight, and those that follow from them, and runs all timers due, until nothing is left. */
  public LoopRig settle() {
    for (int rounds = 0; !inFlight.isEmpty() || due(); rounds++) {
      if (rounds > 100_000) {
        throw new AssertionError("the loop does not come to rest: " + inFlight);
      }
      if (inFlight.isEmpty()) {
        take(loop.onTimer(state, now));
      } else {
        land(inFlight.getFirst());
      }
    }
    return this;
  }

  private boolean due() {
    return loop.nextWake().filter(wake -> !wake.isAfter(now)).isPresent();
  }

  /** Tries to write a unit and tells the loop. */
  public Outcome land(Unit unit) {
    StateTransaction transaction = new StateTransaction(state, now);
    Outcome outcome = UnitWriter.write(transaction, unit).orElse(new Outcome.Committed(state.version() + 1));
    if (outcome instanceof Outcome.Committed) {
      commit(transaction);
    }
    tell(unit, outcome);
    return outcome;
  }

  /** Loses sight of a unit: it is written or not, and the loop is told that nobody knows. */
  public void lose(Unit unit, boolean written) {
    if (written) {
      StateTransaction transaction = new StateTransaction(state, now);
      if (UnitWriter.write(transaction, unit).isEmpty()) {
        commit(transaction);
      }
    }
    tell(unit, new Outcome.Unknown("lost"));
  }

  public void tell(Unit unit, Outcome outcome) {
    inFlight.remove(unit);
    take(loop.onOutcome(unit, outcome, state, now));
  }

  private void take(List<Unit> units) {
    unitsSeen += units.size();
    inFlight.addAll(units);
  }

  /** The clock goes on; nobody notices yet. */
  public void tick() {
    now = now.plusMillis(1);
  }

  /** Lets time pass, settling at each moment at which the loop wakes. */
  public LoopRig pass(Duration span) {
    settle();
    Instant end = now.plus(span);
    while (loop.nextWake().filter(wake -> !wake.isAfter(end)).isPresent()) {
      Instant wake = loop.nextWake().get();
      now = wake.isAfter(now) ? wake : now;
      take(loop.onTimer(state, now));
      settle();
    }
    now = end;
    return this;
  }

  public StoreView view() {
    return state;
  }

  public Instant now() {
    return now;
  }

  public List<Unit> inFlight() {
    return List.copyOf(inFlight);
  }

  /** How many units the loop has proposed so far. */
  public long unitsSeen() {
    return unitsSeen;
  }

  public Task task(String id) {
    return state.get(Table.TASK, id).orElseThrow();
  }

  public Service service(String id) {
    return state.get(Table.SERVICE, id).orElseThrow();
  }

  /** Tasks meant to run, in the order of slots and nodes. */
  public List<Task> wanted(String serviceId) {
    return tasks(serviceId).filter(TaskStates::wanted).toList();
  }

  public Stream<Task> tasks(String serviceId) {
    return state.all(Table.TASK).stream().filter(task -> task.getServiceId().equals(serviceId))
        .sorted(Comparator.comparing(Task::getSlot).thenComparing(Task::getNodeId).thenComparing(Task::getId));
  }
}
