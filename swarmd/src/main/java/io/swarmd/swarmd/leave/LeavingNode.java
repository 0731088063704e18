package io.swarmd.swarmd.leave;

import io.grpc.Channel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A node as those see it who make it leave. */
public interface LeavingNode {

  String nodeId();

  /** Whether its certificate is a manager's. */
  boolean isManager();

  /** A channel to its own manager, while that has a leader. */
  Optional<Channel> manager();

  /** Done once it is no manager. */
  CompletableFuture<Void> becomesWorker();

  /**
   * Nothing else can end the node from here on.
   *
   * @return false when it is ending already
   */
  boolean beginEnd();

  /** Done when no task of it runs; nothing is said to the managers. */
  CompletableFuture<Void> endTasks();

  /** Ends what else of it runs, and erases all it has on disk. Blocks. */
  void erase();

  /**
   * Ends the process, once those who wait for its answers have them.
   *
   * @param failure why, unless the node has left
   */
  void end(Optional<String> failure);
}
