package io.swarmd.agent.exec;

import io.swarmd.api.ContainerStatus;
import io.swarmd.api.PortStatus;
import io.swarmd.api.Task;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Moves one task through its life (dispatch sheet, 4.1). Every call is idempotent: what is done already completes at
 * once. Calls come from the agent's worker loop, one at a time, except that a call may follow one whose future was
 * cancelled; the controller puts the two in order itself. No call blocks.
 *
 * <p>A future that fails says how: {@link ExitFailure} for a task that ended badly, {@link TemporaryFailure} for what
 * is worth trying again, a cancellation or timeout for nothing lost, anything else for good.
 */
public interface TaskController {

  /** The task as the managers now want it; comes before the next call. */
  default void update(Task task) {}

  /** Gets ready all that starting needs. */
  CompletableFuture<Void> prepare();

  /** Starts the task; completes once it runs, also when it had been started before. */
  CompletableFuture<Void> start();

  /** Completes when the task has ended well; fails when it has ended otherwise. */
  CompletableFuture<Void> awaitEnd();

  /** Ends the task, with its stop signal and grace period; completes when nothing of it runs. */
  CompletableFuture<Void> shutdown();

  /** Ends the task and deletes what it left. */
  CompletableFuture<Void> remove();

  /** The container or process, once there is one. */
  default Optional<ContainerStatus> containerStatus() {
    return Optional.empty();
  }

  /** The ports really published on this node. */
  default Optional<PortStatus> portStatus() {
    return Optional.empty();
  }

  /** What the task wrote; empty when a task of this kind has no logs. */
  default Optional<TaskLogs> logs() {
    return Optional.empty();
  }

  /** Lets go of the task without ending it. */
  default void close() {}
}
