package io.swarmd.agent.docker;

import io.swarmd.agent.docker.engine.ContainerEvents;
import io.swarmd.agent.docker.engine.Engine;
import io.swarmd.agent.docker.engine.EngineRefusal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What all tasks of one executor share.
 *
 * @param threads runs work that waits; a thread for each piece
 * @param files empty where secrets and configs cannot be given to tasks
 * @param known ids of the tasks whose containers are somebody's; from any thread
 */
record DockerSurroundings(
    Engine engine,
    ContainerEvents events,
    Executor threads,
    LocalNetworks networks,
    Optional<TaskFiles> files,
    Set<String> known) {

  /** Removes a container, running or not, with its anonymous volumes; one that is gone or going is no error. */
  void remove(String container) {
    try {
      engine.ask(client -> client.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec());
    } catch (EngineRefusal refused) {
      if (!refused.isNotFound() && !refused.isConflict()) {
        throw refused;
      }
    }
  }
}
