package io.swarmd.dispatcher.assignment;

import io.swarmd.api.Task;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.store.StoreView;
import java.util.Collection;

/**
 * An open stream that tells a node its tasks. Owned by the dispatcher's loop. Changes are noted at once and sent by
 * {@link #flush}, as its pace allows.
 */
public sealed interface TaskStream permits AssignmentStream, TaskListStream {

  /** Sends the first, complete message. */
  void open(Collection<Task> tasks, StoreView view);

  /** A task of the node, created or changed. */
  void put(Task task, StoreView view);

  /** A task of the node has gone. */
  void remove(String taskId);

  /** Changes were missed: these are the node's tasks now. */
  void replace(Collection<Task> tasks, StoreView view);

  /** Sends what waits if the pace and the transport allow, else sees to it that it is sent later. */
  void flush();

  /** Ends the stream. */
  void end(Refusal why);

  /** The transport has ended it. */
  void cancelled();
}
