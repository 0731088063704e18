package io.swarmd.agent.docker;

import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Task;
import java.util.function.Consumer;

/** Tasks for tests. */
public final class TestTasks {

  private TestTasks() {}

  /** A task of the service "web", on the node "node". */
  public static Task.Builder task(String id, Consumer<ContainerSpec.Builder> spec) {
    Task.Builder task = Task.newBuilder().setId(id).setNodeId("node").setServiceId("serviceid").setSlot(1)
        .setServiceAnnotations(Annotations.newBuilder().setName("web"));
    spec.accept(task.getSpecBuilder().getContainerBuilder().setImage("box:latest"));
    return task;
  }
}
