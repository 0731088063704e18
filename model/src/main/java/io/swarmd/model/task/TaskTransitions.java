package io.swarmd.model.task;

import static io.swarmd.api.TaskState.ACCEPTED;
import static io.swarmd.api.TaskState.ASSIGNED;
import static io.swarmd.api.TaskState.COMPLETE;
import static io.swarmd.api.TaskState.NEW;
import static io.swarmd.api.TaskState.ORPHANED;
import static io.swarmd.api.TaskState.PENDING;
import static io.swarmd.api.TaskState.PREPARING;
import static io.swarmd.api.TaskState.READY;
import static io.swarmd.api.TaskState.REJECTED;
import static io.swarmd.api.TaskState.RUNNING;
import static io.swarmd.api.TaskState.SHUTDOWN;
import static io.swarmd.api.TaskState.STARTING;
import static io.swarmd.api.TaskState.FAILED;

import io.swarmd.api.TaskState;
import java.util.List;

/**
 * The table of observed states: who may move a task from where to where (orchestration sheet, 2.2). A report may leave
 * states out, because agents send only their latest, and may repeat the state with other details; it never goes down.
 */
public final class TaskTransitions {

  /**
   * One line of the table: the mover takes a task from any state of a range to one state.
   *
   * @param first the lowest state it may come from
   * @param last the highest
   */
  public record Row(TaskMover mover, TaskState first, TaskState last, TaskState to) {

    boolean matches(TaskMover by, TaskState from, TaskState target) {
      return mover == by && to == target
          && from.getNumber() >= first.getNumber() && from.getNumber() <= last.getNumber();
    }
  }

  public static final List<Row> TABLE = List.of(
      new Row(TaskMover.ALLOCATOR, NEW, NEW, PENDING),
      new Row(TaskMover.SCHEDULER, PENDING, PENDING, PENDING),
      new Row(TaskMover.SCHEDULER, PENDING, PENDING, ASSIGNED),
      new Row(TaskMover.SCHEDULER, PENDING, PENDING, SHUTDOWN),
      new Row(TaskMover.AGENT, ASSIGNED, ACCEPTED, ACCEPTED),
      new Row(TaskMover.AGENT, ASSIGNED, PREPARING, PREPARING),
      new Row(TaskMover.AGENT, ASSIGNED, READY, READY),
      new Row(TaskMover.AGENT, ASSIGNED, STARTING, STARTING),
      new Row(TaskMover.AGENT, ASSIGNED, RUNNING, RUNNING),
      new Row(TaskMover.AGENT, ASSIGNED, COMPLETE, COMPLETE),
      new Row(TaskMover.AGENT, ASSIGNED, SHUTDOWN, SHUTDOWN),
      new Row(TaskMover.AGENT, ASSIGNED, FAILED, FAILED),
      // An agent rejects before it starts a task; after that the task fails.
      new Row(TaskMover.AGENT, ASSIGNED, READY, REJECTED),
      new Row(TaskMover.AGENT, REJECTED, REJECTED, REJECTED),
      new Row(TaskMover.DISPATCHER, ASSIGNED, RUNNING, ORPHANED),
      new Row(TaskMover.NODE_REMOVAL, NEW, RUNNING, ORPHANED),
      new Row(TaskMover.ENFORCER, NEW, RUNNING, REJECTED));

  private TaskTransitions() {}

  /** Whether the mover may take a task from one observed state to the other. */
  public static boolean allowed(TaskMover mover, TaskState from, TaskState to) {
    return TABLE.stream().anyMatch(row -> row.matches(mover, from, to));
  }

  /** Whether a task may begin its life in this state, by this mover's hand. */
  public static boolean mayBegin(TaskMover mover, TaskState state) {
    return mover == TaskMover.MAKER && state == NEW;
  }
}
