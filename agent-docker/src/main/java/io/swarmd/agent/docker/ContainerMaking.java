package io.swarmd.agent.docker;

import com.github.dockerjava.api.model.Mount;
import io.swarmd.agent.docker.engine.EngineRefusal;
import io.swarmd.agent.docker.request.TaskContainer;
import java.util.List;
import java.util.Optional;

/** Makes a task's container, and before it all that it needs. What is there already stays as it is. */
record ContainerMaking(TaskContainer wanted, DockerSurroundings surroundings, ImagePull pull) {

  /**
   * Waits until the container is there, not started.
   *
   * @throws IllegalStateException when its name is taken
   */
  void bringAbout() {
    surroundings.networks().make(wanted.networks());
    makeVolumes();
    pull.await();
    Container made = find().orElseGet(this::create);
    if (!made.isOfTask(wanted.task().getId())) {
      throw new IllegalStateException("the name " + wanted.name() + " is taken by container " + made.id()
          + ", which is not of this swarm's making: remove it");
    }
    if (made.isNew()) {
      surroundings.networks().connect(made.id(), wanted.networks(), made.networks());
    }
  }

  private Optional<Container> find() {
    return Container.find(surroundings.engine(), wanted.name());
  }

  private void makeVolumes() {
    wanted.volumes().forEach(volume -> surroundings.engine().ask(client -> client.createVolumeCmd()
        .withName(volume.name()).withLabels(volume.labels())
        .withDriver(volume.driver().getName().isEmpty() ? "local" : volume.driver().getName())
        .withDriverOpts(volume.driver().getOptionsMap()).exec()));
  }

  private Container create() {
    List<Mount> files = wanted.files().isEmpty() ? List.of()
        : surroundings.files().orElseThrow().make(wanted.task().getId(), wanted.files());
    try {
      surroundings.engine().ask(client ->
          wanted.fill(client.createContainerCmd(wanted.image().text()), files).exec());
    } catch (EngineRefusal refused) {
      if (!refused.isConflict() || find().isEmpty()) {
        throw refused;
      }
    }
    return find().orElseThrow(() -> new IllegalStateException("container " + wanted.name() + " was removed"));
  }
}
