package io.swarmd.swarmd;

import io.swarmd.agent.docker.DockerExecutor;
import io.swarmd.agent.exec.MachineDescription;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.agent.hollow.HollowExecutor;
import io.swarmd.agent.process.ProcessExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code --executor} may name. */
enum ExecutorChoice {
  /** Containers when an Engine answers at the node's start, else processes. */
  AUTO,
  PROCESS,
  DOCKER,
  HOLLOW;

  private static final Logger log = LoggerFactory.getLogger(ExecutorChoice.class);
  private static final int HOLLOW_CPUS = 1024;
  private static final long HOLLOW_MEMORY_BYTES = 1L << 44;

  /** @throws IllegalArgumentException naming the choices, for any other text */
  static ExecutorChoice parse(String text) {
    for (ExecutorChoice choice : values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException("executor \"" + text + "\" is none of auto, process, docker and hollow");
  }

  /**
   * The choice made, once the Engine was asked; to be called before anything is done that would be in vain without it.
   *
   * @throws InvalidOption when the Engine that is asked for does not answer
   */
  ExecutorChoice settled(String engineAddress) {
    if (this != AUTO && this != DOCKER) {
      return this;
    }
    try {
      DockerExecutor.requireAnswer(engineAddress);
      return DOCKER;
    } catch (IllegalStateException away) {
      if (this == DOCKER) {
        throw new InvalidOption(away.getMessage()
            + "; start it, tell its address with --engine-addr, or use --executor process");
      }
      log.info("tasks run as processes of this machine: {}", away.getMessage());
      return PROCESS;
    }
  }

  /**
   * The executor itself, of a choice that is settled.
   *
   * @param stateDirectory the node's; records of processes go below it
   * @param nodeId the node whose tasks it runs
   * @throws IOException when the directory cannot be written
   * @throws IllegalStateException when this machine lacks what the executor needs, saying what
   */
  TaskExecutor open(Path stateDirectory, String engineAddress, String nodeId) throws IOException {
    return switch (this) {
      case DOCKER -> DockerExecutor.open(engineAddress, nodeId);
      case AUTO, PROCESS -> ProcessExecutor.open(stateDirectory.resolve("worker").resolve("processes"));
      case HOLLOW -> new HollowExecutor(MachineDescription.hostname(), HOLLOW_CPUS, HOLLOW_MEMORY_BYTES);
    };
  }
}
