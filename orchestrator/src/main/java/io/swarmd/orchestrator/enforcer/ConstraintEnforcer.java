package io.swarmd.orchestrator.enforcer;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.time.WireTime;
import io.swarmd.orchestrator.work.TimedQueue;
import io.swarmd.orchestrator.work.Worklist;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Index;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rejects tasks on nodes that changed so that they may not hold them any more: labels, role, resources. It is the one
 * loop that writes an observed state for an agent; the desired state stays, so that the task is replaced elsewhere.
 * Looks at all nodes when it starts, then at those that change. A unit is one task, its key the task's id.
 */
public final class ConstraintEnforcer implements ControlLoop {

  static final String MESSAGE = "task rejected by constraint enforcer";
  static final String ERROR = "assigned node no longer meets constraints";

  /** The node of each task in flight. */
  private final Map<String, String> inFlight = new HashMap<>();
  private TimedQueue<String> retries = new TimedQueue<>();

  @Override
  public String name() {
    return "constraint-enforcer";
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    inFlight.clear();
    retries = new TimedQueue<>();
    List<Unit> units = new ArrayList<>();
    snapshot.all(Table.NODE).forEach(node -> units.addAll(check(node, snapshot, now)));
    return units;
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    List<Unit> units = new ArrayList<>();
    for (Change<?> change : committed.changes()) {
      if (change instanceof Change.Updated<?> && change.object() instanceof Node node) {
        units.addAll(check(node, committed.after(), now));
      }
    }
    return units;
  }

  private List<Unit> check(Node node, StoreView view, Instant now) {
    return Misfits.of(node, view.find(Index.TASK_BY_NODE, node.getId()), id -> view.get(Table.SERVICE, id)).stream()
        .filter(task -> inFlight.putIfAbsent(task.getId(), node.getId()) == null)
        .map(task -> Unit.of(task.getId(), new Unit.Update<>(Table.TASK, rejected(task, now)))).toList();
  }

  private static Task rejected(Task task, Instant now) {
    return task.toBuilder().setStatus(task.getStatus().toBuilder().setState(TaskState.REJECTED)
        .setTimestamp(WireTime.timestamp(now)).setMessage(MESSAGE).setErr(ERROR)).build();
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    List<Unit> units = new ArrayList<>();
    for (String nodeId : retries.take(now)) {
      snapshot.get(Table.NODE, nodeId).ifPresent(node -> units.addAll(check(node, snapshot, now)));
    }
    return units;
  }

  @Override
  public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
    String nodeId = inFlight.remove(unit.key());
    if (nodeId != null && !(outcome instanceof Outcome.Committed)) {
      retries.add(nodeId, now.plus(
          outcome instanceof Outcome.Refused ? Worklist.REFUSED_RETRY_AFTER : Worklist.RETRY_AFTER));
    }
    return List.of();
  }

  @Override
  public Optional<Instant> nextWake() {
    return retries.next();
  }
}
