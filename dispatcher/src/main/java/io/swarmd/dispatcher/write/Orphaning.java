package io.swarmd.dispatcher.write;

import io.swarmd.api.NodeStatus;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * Gives up the tasks of a node that was down too long (dispatch sheet, 1.6.2). Only the state changes; only tasks that
 * may be running are touched.
 */
public final class Orphaning implements WriteRule<Orphaning.Lost> {

  /** The node whose task is given up. */
  public record Lost(String nodeId) {}

  /** The tasks of the node that may be running. */
  public static List<String> tasksOf(StoreView view, String nodeId) {
    return view.find(Index.TASK_BY_NODE, nodeId).stream().filter(Orphaning::mayRun).map(Task::getId).toList();
  }

  @Override
  public boolean write(Transaction transaction, String taskId, Lost lost) {
    Optional<Task> stored = transaction.get(Table.TASK, taskId);
    if (isDown(transaction, lost.nodeId())) {
      stored.filter(Orphaning::mayRun).ifPresent(task -> transaction.update(Table.TASK, task.toBuilder()
          .setStatus(task.getStatus().toBuilder().setState(TaskState.ORPHANED)).build()));
    }
    return stored.isPresent();
  }

  private static boolean isDown(StoreView view, String nodeId) {
    return view.get(Table.NODE, nodeId)
        .map(node -> node.getStatus().getState() == NodeStatus.State.DOWN)
        .orElse(false);
  }

  private static boolean mayRun(Task task) {
    int state = task.getStatus().getStateValue();
    return state >= TaskState.ASSIGNED.getNumber() && state <= TaskState.RUNNING.getNumber();
  }
}
