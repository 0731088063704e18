package io.swarmd.agent.database;

import io.swarmd.api.Task;
import io.swarmd.api.TaskStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks of this node on its own disk (dispatch sheet, 3.6): for each the task without its status, the status, and
 * the mark that it is assigned. Used from the agent's worker loop only; every write is whole or not at all, also when
 * the process is killed in the middle of it.
 *
 * <p>Methods throw {@link DatabaseFailure} when the disk does not do its part; the agent then ends.
 */
public interface TaskDatabase extends AutoCloseable {

  /** One remembered task; its status is empty when none was ever stored. */
  record Entry(Task task, Optional<TaskStatus> status, boolean assigned) {}

  /** All that is remembered, in the order of the tasks' ids. */
  List<Entry> entries();

  /** The stored status of one task. */
  Optional<TaskStatus> status(String taskId);

  /**
   * In one write: stores tasks, marked as assigned and without the statuses they carry; stores the first statuses of
   * those that are new; deletes others.
   */
  void apply(Collection<Task> assigned, Map<String, TaskStatus> firstStatuses, Collection<String> removed);

  /** Stores statuses in one write. The caller sees to it that the tasks are known. */
  void putStatuses(Map<String, TaskStatus> statuses);

  @Override
  void close();
}
