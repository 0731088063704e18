package io.swarmd.model.restart;

import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Task;
import io.swarmd.api.Version;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.task.TaskTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The restarts one slot has had under one spec version (orchestration sheet, 9.2 and 9.4).
 *
 * @param total how many
 * @param times when, oldest first; kept only as far as the window reaches back
 * @param specVersion of the tasks that were started; those of another version begin anew
 */
public record RestartHistory(long total, List<Instant> times, Version specVersion) {

  /** No restart so far. */
  public static final RestartHistory NONE = new RestartHistory(0, List.of(), Version.getDefaultInstance());

  /** Whether the task, which ended or has to leave its node, is to be replaced. */
  public boolean allowsRestartOf(Task task) {
    RestartRule rule = RestartRule.of(task.getSpec());
    return conditionMet(rule.condition(), task) && (!rule.counts() || attemptsLeft(rule, task));
  }

  private static boolean conditionMet(RestartCondition condition, Task task) {
    boolean completed = TaskStates.completed(task);
    return switch (condition) {
      case ANY -> !completed || !task.hasJobIteration();
      case ON_FAILURE -> !completed;
      case NONE, UNRECOGNIZED -> false;
    };
  }

  private boolean attemptsLeft(RestartRule rule, Task task) {
    if (total == 0 || task.hasSpecVersion() && !task.getSpecVersion().equals(specVersion)) {
      return true;
    }
    return rule.window().flatMap(window -> TaskTime.of(task).map(ended -> countBefore(ended, window)))
        .orElse(total) < rule.maxAttempts();
  }

  private long countBefore(Instant ended, Duration window) {
    Instant start = ended.minus(window);
    return times.stream().filter(time -> time.isAfter(start) && time.isBefore(ended)).count();
  }

  /** This history with one more restart; unchanged when the replacement's policy does not count. */
  public RestartHistory restarted(Task replacement, Instant at) {
    RestartRule rule = RestartRule.of(replacement.getSpec());
    if (!rule.counts()) {
      return this;
    }
    RestartHistory before = replacement.getSpecVersion().equals(specVersion) ? this : NONE;
    List<Instant> reached = rule.window().map(window -> Stream.concat(
            before.times.stream().filter(time -> time.isAfter(at.minus(window))), Stream.of(at)).toList())
        .orElse(List.of());
    return new RestartHistory(before.total + 1, reached, replacement.getSpecVersion());
  }

  public boolean isEmpty() {
    return total == 0;
  }
}
