package io.swarmd.orchestrator.update;

import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.task.Slot;
import io.swarmd.model.update.UpdateRule;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One service's update on its way: which slots wait, which are being worked on, and what follows the last. Holds one
 * entry for each dirty slot.
 */
final class RollingUpdate {

  /** How far a slot is. */
  sealed interface Stage {

    /** It is its turn. */
    record Turn() implements Stage {}

    /** Its new task has to come up. */
    record Awaiting(String taskId) implements Stage {}

    /** Its new task runs, and the old ones may stop. */
    record Relieving(String taskId) implements Stage {}

    /** It is done; the next slot waits until then. */
    record Resting(Instant until) implements Stage {}
  }

  private static final Set<UpdateState> ROLLING_BACK =
      EnumSet.of(UpdateState.ROLLBACK_STARTED, UpdateState.ROLLBACK_PAUSED);

  private final ServiceSpec spec;
  private final UpdateRule rule;
  private final boolean rollback;
  private final Instant startedAt;
  private final FailureTally tally;
  private final ArrayDeque<Slot> waiting;
  private final Map<Slot, Stage> active = new HashMap<>();
  private boolean stopped;
  private boolean checking;
  private Optional<Instant> watchedUntil = Optional.empty();

  RollingUpdate(Service service, Collection<Slot> dirty, Instant startedAt) {
    this.spec = service.getSpec();
    this.rule = UpdateRule.of(service);
    this.rollback = ROLLING_BACK.contains(service.getUpdateStatus().getState());
    this.startedAt = startedAt;
    this.tally = new FailureTally(rule, dirty.size());
    this.waiting = new ArrayDeque<>(dirty);
  }

  boolean isTo(ServiceSpec other) {
    return spec.equals(other);
  }

  /**
   * Whether it goes on as the service's update. Asking for the same spec again makes an update of a rollback, or a
   * rollback of an update: then another configuration holds, and one that was stopped is over.
   */
  boolean serves(Service service) {
    return isTo(service.getSpec()) && (stopped ? stands(service) : rule.equals(UpdateRule.of(service)));
  }

  private boolean stands(Service service) {
    return service.hasUpdateStatus() && rollback == ROLLING_BACK.contains(service.getUpdateStatus().getState());
  }

  UpdateRule rule() {
    return rule;
  }

  boolean startsFirst() {
    return rule.order() == UpdateOrder.START_FIRST;
  }

  Instant startedAt() {
    return startedAt;
  }

  FailureTally tally() {
    return tally;
  }

  /** The slots whose turn comes now, as many as may be worked on at a time. */
  List<Slot> takeTurns() {
    List<Slot> turns = new ArrayList<>();
    while (!waiting.isEmpty() && active.size() < rule.parallelism()) {
      Slot slot = waiting.removeFirst();
      active.put(slot, new Stage.Turn());
      turns.add(slot);
    }
    return turns;
  }

  Optional<Stage> stage(Slot slot) {
    return Optional.ofNullable(active.get(slot));
  }

  void enter(Slot slot, Stage stage) {
    active.put(slot, stage);
  }

  /** The slot needs no more work, and no pause after it. */
  void done(Slot slot) {
    active.remove(slot);
  }

  /** No slot is begun any more; those being worked on are finished. */
  void stop() {
    stopped = true;
    waiting.clear();
  }

  boolean stopped() {
    return stopped;
  }

  /** Whether every slot has had its turn and is done. */
  boolean exhausted() {
    return waiting.isEmpty() && active.isEmpty();
  }

  /** Its slots are done: it wants to be shown what is still dirty. */
  void check() {
    checking = true;
  }

  boolean checking() {
    return checking;
  }

  /** Slots that turned out to be dirty still, or again. */
  void requeue(Collection<Slot> dirty) {
    checking = false;
    waiting.addAll(dirty);
  }

  /** Nothing is dirty any more; its tasks are watched for a while yet. */
  void watchUntil(Instant end) {
    checking = false;
    watchedUntil = Optional.of(end);
  }

  Optional<Instant> watchedUntil() {
    return watchedUntil;
  }
}
