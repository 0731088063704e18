package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmd.agent.engine.Engine;
import io.swarmd.agent.engine.EngineImage;
import io.swarmd.agent.engine.Folder;
import io.swarmd.agent.engine.Machine;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node whose tasks are containers of an Engine beside it. */
@Timeout(180)
class DockerNodeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Folder folder;
  private Machine machine;
  private Engine engine;
  private LocalSwarm swarm;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Machine.obstacle().isEmpty(), () -> Machine.obstacle() + ": no Docker Engine is tried");
    folder = Folder.create();
    machine = Machine.start("alpha", folder.path());
    engine = new Engine(machine, folder.path().resolve("engine"));
    EngineImage.importInto(engine);
    swarm = new LocalSwarm(folder.path());
  }

  @AfterEach
  void stop() throws IOException {
    if (swarm != null) {
      swarm.close();
      engine.close();
      machine.close();
      folder.close();
    }
  }

  private void startManager() throws IOException {
    swarm.start("m1", "--executor", "auto", "--engine-addr", engine.address());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> description().hasEngine());
  }

  private NodeDescription description() {
    return swarm.control("m1").listNodes(ListNodesRequest.getDefaultInstance()).getNodes(0).getDescription();
  }

  private List<Task> running() {
    return swarm.control("m1").listTasks(ListTasksRequest.getDefaultInstance()).getTasksList().stream()
        .filter(task -> task.getStatus().getState() == TaskState.RUNNING).toList();
  }

  @Test
  void servicesAreContainersWhichOutliveTheDaemon() throws IOException {
    startManager();
    assertThat(description().getEngine().getLabelsMap()).containsEntry("executor", "docker");
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName("web");
    spec.getReplicatedBuilder().setReplicas(2);
    spec.getTaskBuilder().getContainerBuilder().setImage(EngineImage.NAME).addCommand("sleep").addArgs("600")
        .getStopGracePeriodBuilder();
    String service = swarm.control("m1").createService(CreateServiceRequest.newBuilder().setSpec(spec).build())
        .getService().getId();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> running().size() == 2);
    Set<String> containers = Set.copyOf(engine.containers("web"));
    assertThat(containers).hasSize(2);

    swarm.stop("m1");
    startManager();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> running().size() == 2);
    assertThat(engine.containers("web")).containsExactlyInAnyOrderElementsOf(containers);

    swarm.control("m1").removeService(RemoveServiceRequest.newBuilder().setServiceId(service).build());
    await().atMost(PATIENCE).until(() -> engine.docker("ps", "-aq").orFail().isEmpty());
  }
}
