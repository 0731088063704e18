package io.swarmd.agent.exec;

import io.swarmd.api.EncryptionKey;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Runs tasks of one node (dispatch sheet, 4.1). No method blocks: what takes time is handed to a thread of the
 * executor's own and answered by a future, so that an executor without any thread can run in a simulation.
 */
public interface TaskExecutor extends AutoCloseable {

  /**
   * What this node is and can do. A failing answer leaves the last description in force; a few in a row mean that
   * nothing can run here.
   */
  CompletableFuture<NodeDescription> describe();

  /**
   * A controller for one task; touches nothing but the arguments.
   *
   * @throws RuntimeException when the task asks for what this executor cannot give; its message is shown to users
   */
  TaskController controller(Task task, TaskDependencies dependencies);

  /** Called with the node object whenever it differs in more than its status. */
  default void configure(Node node) {}

  /** Called with all keys of the network's gossip and encryption whenever one of them is new. */
  default void setNetworkKeys(List<EncryptionKey> keys) {}

  /**
   * Called once, before any controller is made: whatever still runs here for a task that is not in the set is nobody's
   * and is to be ended.
   */
  default void sweep(Set<String> knownTaskIds) {}

  /** Lets go of what the executor holds; its tasks go on, and nothing is asked of it any more. */
  @Override
  default void close() {}
}
