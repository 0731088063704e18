package io.swarmd.orchestrator.update;

import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.model.update.UpdateRule;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts the tasks an update made that failed soon (orchestration sheet, 10.3). One entry a task it made. */
final class FailureTally {

  private final UpdateRule rule;
  private final int slots;
  /** The tasks not counted yet, with the time at which they were seen running. */
  private final Map<String, Optional<Instant>> watched = new HashMap<>();
  private int failures;

  FailureTally(UpdateRule rule, int slots) {
    this.rule = rule;
    this.slots = slots;
  }

  void made(String taskId) {
    if (rule.failureAction() != FailureAction.CONTINUE) {
      watched.put(taskId, Optional.empty());
    }
  }

  void started(String taskId, Instant now) {
    watched.computeIfPresent(taskId, (id, started) -> Optional.of(started.orElse(now)));
  }

  /** Takes up the end of a task; whether with it too many have failed. */
  boolean ended(String taskId, Instant now) {
    Optional<Instant> started = watched.remove(taskId);
    if (started == null || started.filter(at -> now.isAfter(at.plus(rule.watch()))).isPresent()) {
      return false;
    }
    failures++;
    // In single precision, as the ratio comes over the wire: 7 of 10 is not more than 0.7.
    return (float) failures / (float) slots > rule.maxFailureRatio();
  }
}
