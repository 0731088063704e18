package io.swarmd.swarmd;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A manager as the node around it sees it. */
interface RunningManager extends AutoCloseable {

  /** Makes a manager; blocks until it serves. */
  @FunctionalInterface
  interface Launch {

    /**
     * @param failed told once when the manager's log can no longer be used; of a {@link
     *     io.swarmd.store.group.MemberRemovedException} when the manager is no member any more
     * @throws RuntimeException with one line when it cannot be made; nothing is left of it then
     */
    RunningManager launch(Consumer<Throwable> failed);
  }

  /** Done once it is one of the members; fails with one line when it is not let in. */
  CompletableFuture<?> joined();

  /** Whether it has a leader, or has been without for so short a time that it will have one soon. */
  boolean isInTouch();

  /** Where it serves its own machine. */
  Path controlSocket();

  /** Hands leadership over where it leads, and ends; blocks for some seconds at most. */
  @Override
  void close();
}
