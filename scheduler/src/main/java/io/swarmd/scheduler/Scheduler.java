package io.swarmd.scheduler;

import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.scheduler.host.Charge;
import io.swarmd.scheduler.host.Host;
import io.swarmd.scheduler.host.Hosts;
import io.swarmd.scheduler.host.RecentFailures;
import io.swarmd.scheduler.placement.Group;
import io.swarmd.scheduler.placement.WaitingTasks;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks from PENDING to ASSIGNED (scheduling sheet, section 1). It decides at once, without the original's
 * debounce: what comes while a decision is being written is decided together afterwards.
 *
 * <p>A task weighs on its node from the moment it is proposed; the weight is taken back when the proposal fails. A task
 * with a proposal under way is left alone until the outcome is known, and is then read again from the store.
 */
public final class Scheduler implements ControlLoop {

  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  /** How long a task whose proposal failed waits for news of what stood in its way. */
  private static final Duration RETRY = Duration.ofMillis(100);

  private Hosts hosts;
  private WaitingTasks waiting;
  private PresetTasks preset;
  /** The version of the task decided on, by task id. */
  private final Map<String, Long> inFlight = new HashMap<>();
  /** Tasks whose proposal failed although they look as they did: something newer is on its way here. */
  private final Set<String> aside = new LinkedHashSet<>();
  private Optional<Instant> retryAt = Optional.empty();
  private List<Unit> units = new ArrayList<>();

  public Scheduler() {
    reset();
  }

  @Override
  public String name() {
    return "scheduler";
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    reset();
    snapshot.all(Table.NODE).forEach(hosts::describe);
    snapshot.all(Table.TASK).forEach(task -> observe(task, now));
    return decide(snapshot, now);
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    committed.changes().forEach(change -> take(change, now));
    lookAgainAside(committed.after(), now);
    return decide(committed.after(), now);
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    lookAgainAside(snapshot, now);
    return decide(snapshot, now);
  }

  @Override
  public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
    Long decidedOn = inFlight.remove(unit.key());
    if (decidedOn != null) {
      settle(unit.key(), decidedOn, outcome, snapshot, now);
    }
    return decide(snapshot, now);
  }

  @Override
  public Optional<Instant> nextWake() {
    return retryAt;
  }

  private void reset() {
    hosts = new Hosts();
    waiting = new WaitingTasks(hosts);
    preset = new PresetTasks(hosts);
    inFlight.clear();
    aside.clear();
    retryAt = Optional.empty();
    units = new ArrayList<>();
  }

  private void take(Change<?> change, Instant now) {
    switch (change.object()) {
      case Node node when change instanceof Change.Deleted<?> -> hosts.remove(node.getId());
      case Node node -> hosts.describe(node);
      case Service service -> waiting.stir(service.getId());
      case Task task when inFlight.containsKey(task.getId()) -> weigh(task);
      case Task task when change instanceof Change.Deleted<?> -> forget(task.getId());
      case Task task -> observe(task, now);
      default -> { /* not the scheduler's concern */ }
    }
  }

  /** Brings what is known of a task into line with the task. */
  private void observe(Task task, Instant now) {
    String id = task.getId();
    switch (Standing.of(task)) {
      case NONE -> {
        recordFailure(task, now);
        forget(id);
      }
      case WAITING -> {
        forget(id);
        waiting.add(task);
      }
      case PRESET -> {
        forget(id);
        preset.add(task);
      }
      case STOPPING -> {
        forget(id);
        propose(Unit.of(id, new Unit.Update<>(Table.TASK, Decision.stop(task, now))), task);
      }
      case PLACED -> {
        waiting.remove(id);
        preset.remove(id);
        charge(task);
      }
    }
  }

  /**
   * A task in flight is read again at the outcome. But what a former leader wrote of it weighs at once, since outcomes
   * come one by one and others are decided in between.
   */
  private void weigh(Task task) {
    if (Standing.of(task) == Standing.PLACED) {
      charge(task);
    }
  }

  private void charge(Task placed) {
    boolean cameWithNode = hosts.chargeOf(placed.getId()).map(Charge::preset).orElse(false);
    hosts.charge(placed.getNodeId(), Charge.of(placed, cameWithNode));
  }

  private void forget(String taskId) {
    waiting.remove(taskId);
    preset.remove(taskId);
    aside.remove(taskId);
    hosts.release(taskId);
  }

  /** Only failures of tasks that were given their node here count against it. */
  private void recordFailure(Task task, Instant now) {
    TaskState state = task.getStatus().getState();
    boolean failed = state == TaskState.FAILED || state == TaskState.REJECTED;
    boolean placedHere = hosts.chargeOf(task.getId()).filter(charge -> !charge.preset()).isPresent();
    if (failed && placedHere && hosts.recordFailure(task, now)) {
      log.warn("tasks of service {} failed {} times on node {} within {}: it is used last for this version",
          task.getServiceId(), RecentFailures.LIMIT, task.getNodeId(), RecentFailures.WINDOW);
    }
  }

  private void settle(String taskId, long decidedOn, Outcome outcome, StoreView snapshot, Instant now) {
    Optional<Task> task = snapshot.get(Table.TASK, taskId);
    if (task.isEmpty()) {
      forget(taskId);
    } else if (Table.TASK.version(task.get()) != decidedOn || outcome instanceof Outcome.Committed) {
      observe(task.get(), now);
    } else if (outcome instanceof Outcome.Refused) {
      // It can never be written as it is, so it is left until the task changes.
      forget(taskId);
    } else {
      forget(taskId);
      aside.add(taskId);
      retryAt = Optional.of(now.plus(RETRY));
    }
  }

  private void lookAgainAside(StoreView view, Instant now) {
    retryAt = Optional.empty();
    List<String> ids = List.copyOf(aside);
    aside.clear();
    ids.forEach(id -> view.get(Table.TASK, id).ifPresentOrElse(task -> observe(task, now), () -> forget(id)));
  }

  private List<Unit> decide(StoreView view, Instant now) {
    for (Task task : preset.toDecide()) {
      hosts.find(task.getNodeId()).filter(Host::present).ifPresent(host -> decidePreset(task, host, view, now));
    }
    for (Group group : waiting.toDecide()) {
      decideGroup(group, view, now);
    }
    List<Unit> decided = units;
    units = new ArrayList<>();
    return decided;
  }

  private void decidePreset(Task task, Host host, StoreView view, Instant now) {
    Optional<String> refusal = preset.refusal(task, host);
    if (refusal.isEmpty()) {
      preset.remove(task.getId());
      place(task, Decision.confirm(task, host, now), true);
      return;
    }
    String advice = StartFirst.advice(task, view);
    String text = refusal.get() + (advice.isEmpty() ? "" : "; " + advice);
    if (!task.getStatus().getErr().equals(text)) {
      preset.remove(task.getId());
      propose(Unit.of(task.getId(), new Unit.Update<>(Table.TASK, Decision.explain(task, text, now))), task);
    }
  }

  private void decideGroup(Group group, StoreView view, Instant now) {
    group.catchUp(now);
    for (Optional<Group.Match> next = group.next(); next.isPresent(); next = group.next()) {
      Group.Match match = next.get();
      place(match.task(), Decision.assign(match.task(), match.host(), now), false);
      waiting.decided(match.task());
      group.placed(match);
    }
    if (!group.isEmpty()) {
      explain(group, view, now);
    }
    waiting.retireIfEmpty(group);
  }

  private void place(Task before, Task after, boolean cameWithNode) {
    Node seen = hosts.find(after.getNodeId()).orElseThrow().node();
    hosts.charge(after.getNodeId(), Charge.of(after, cameWithNode));
    propose(Decision.placement(after, seen), before);
  }

  /**
   * Tells the tasks that are left why they wait. Those of a service that has gone are dropped; those of an older
   * version of their service wait without a word, since it will replace them (scheduling sheet, 1.7).
   */
  private void explain(Group group, StoreView view, Instant now) {
    Optional<Service> service = view.get(Table.SERVICE, group.key().serviceId());
    if (service.isEmpty()) {
      List.copyOf(group.waiting()).forEach(task -> waiting.remove(task.getId()));
      return;
    }
    if (group.key().specVersion() != 0 && service.get().getSpecVersion().getIndex() > group.key().specVersion()) {
      return;
    }
    String text = group.explain(task -> StartFirst.advice(task, view));
    for (Task task : group.toTell(text)) {
      waiting.remove(task.getId());
      propose(Unit.of(task.getId(), new Unit.Update<>(Table.TASK, Decision.explain(task, text, now))), task);
    }
  }

  private void propose(Unit unit, Task decidedOn) {
    inFlight.put(unit.key(), Table.TASK.version(decidedOn));
    units.add(unit);
  }
}
