package io.swarmd.dispatcher.write;

import com.google.protobuf.Timestamp;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.loop.Environment;
import io.swarmd.loop.Metrics;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Writes what nodes report of their tasks (dispatch sheet, 1.7). */
public final class TaskReports implements WriteRule<TaskStatus> {

  private final Environment environment;
  private final Metrics metrics;
  private final String leaderNodeId;

  /**
   * @param leaderNodeId noted on each status as the one who applied it
   */
  public TaskReports(Environment environment, Metrics metrics, String leaderNodeId) {
    this.environment = environment;
    this.metrics = metrics;
    this.leaderNodeId = leaderNodeId;
  }

  /** Of two reports of one task, in the order they came, the one that counts: a lower state never wins. */
  public static TaskStatus merge(TaskStatus earlier, TaskStatus later) {
    return later.getStateValue() < earlier.getStateValue() ? earlier : later;
  }

  @Override
  public boolean write(Transaction transaction, String taskId, TaskStatus reported) {
    Optional<Task> stored = transaction.get(Table.TASK, taskId);
    stored.ifPresent(task -> next(task.getStatus(), reported, leaderNodeId, environment.now()).ifPresent(status -> {
      transaction.update(Table.TASK, task.toBuilder().setStatus(status).build());
      measure(reported);
    }));
    return stored.isPresent();
  }

  /**
   * The status to store: none when the report would move the task backwards, or says what is stored already.
   *
   * @param now the leader's time, stored beside its name; the report's own timestamp stays the node's
   */
  static Optional<TaskStatus> next(TaskStatus stored, TaskStatus reported, String leaderNodeId, Instant now) {
    if (reported.getStateValue() < stored.getStateValue() || says(stored).equals(says(reported))) {
      return Optional.empty();
    }
    return Optional.of(reported.toBuilder()
        .setAppliedBy(leaderNodeId)
        .setAppliedAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
        .build());
  }

  private static TaskStatus says(TaskStatus status) {
    return status.toBuilder().clearAppliedBy().clearAppliedAt().build();
  }

  private void measure(TaskStatus reported) {
    if (reported.getState() == TaskState.RUNNING && reported.hasAppliedAt()) {
      Timestamp applied = reported.getAppliedAt();
      Instant since = Instant.ofEpochSecond(applied.getSeconds(), applied.getNanos());
      metrics.time("swarm_dispatcher_scheduling_delay_seconds", Duration.between(since, environment.now()));
    }
  }
}
