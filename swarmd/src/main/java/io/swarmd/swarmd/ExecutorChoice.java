package io.swarmd.agent;

import io.swarmd.agent.exec.MachineDescription;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.agent.hollow.HollowExecutor;
import io.swarmd.agent.process.ProcessExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code --executor} may name. */
public enum ExecutorChoice {
  /** The best this machine has: for now always the process executor. */
  AUTO,
  PROCESS,
  DOCKER,
  HOLLOW;

  private static final int HOLLOW_CPUS = 1024;
  private static final long HOLLOW_MEMORY_BYTES = 1L << 44;

  /** @throws IllegalArgumentException naming the choices, for any other text */
  public static ExecutorChoice parse(String text) {
    for (ExecutorChoice choice : values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException("executor \"" + text + "\" is none of auto, process, docker and hollow");
  }

  /**
   * The executor itself.
   *
   * @param stateDirectory the node's; records of processes go below it
   * @throws IOException when the directory cannot be written
   * @throws IllegalStateException when this machine lacks what the executor needs, saying what
   * @throws UnsupportedOperationException for docker
   */
  public TaskExecutor open(Path stateDirectory) throws IOException {
    return switch (this) {
      case AUTO, PROCESS -> ProcessExecutor.open(stateDirectory.resolve("worker").resolve("processes"));
      case HOLLOW -> new HollowExecutor(MachineDescription.hostname(), HOLLOW_CPUS, HOLLOW_MEMORY_BYTES);
      case DOCKER -> throw new UnsupportedOperationException(
          "the docker executor is not there yet: start swarmd with --executor process");
    };
  }
}
