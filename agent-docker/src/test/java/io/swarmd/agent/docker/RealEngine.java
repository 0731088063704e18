package io.swarmd.agent.docker;

import static io.swarmd.agent.docker.TestTasks.task;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Duration;
import io.swarmd.agent.database.MemoryTaskDatabase;
import io.swarmd.agent.engine.Engine;
import io.swarmd.agent.engine.EngineImage;
import io.swarmd.agent.engine.Folder;
import io.swarmd.agent.engine.Machine;
import io.swarmd.agent.exec.LogOptions;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.LogStream;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.Task;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Tasks on a real Engine, which has no registry to ask: every image is the one that is here. */
@Timeout(120)
abstract class RealEngine {

  static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(30);
  static final LogOptions ALL_LINES = new LogOptions(
      Set.of(LogStream.LOG_STREAM_STDOUT, LogStream.LOG_STREAM_STDERR), false, OptionalLong.empty(), Optional.empty());

  static Folder folder;
  static Machine machine;
  static Engine engine;
  private static int tasks;

  DockerNode node;

  @BeforeAll
  static void startEngine() throws IOException {
    assumeTrue(Machine.obstacle().isEmpty(), () -> Machine.obstacle() + ": no Docker Engine is tried");
    folder = Folder.create();
    machine = Machine.start("alpha", folder.path());
    engine = new Engine(machine, folder.path().resolve("engine"));
    EngineImage.importInto(engine);
  }

  @AfterAll
  static void stopEngine() throws IOException {
    if (folder != null) {
      engine.close();
      machine.close();
      folder.close();
    }
  }

  @BeforeEach
  void startNode() {
    node = new DockerNode(engine.address(), nodeId(), new MemoryTaskDatabase());
  }

  /** What no task knows is removed at each start of the node: every test begins with a clean Engine. */
  @AfterEach
  void nothingIsLeft() {
    node.close();
    try (DockerNode empty = new DockerNode(engine.address(), nodeId(), new MemoryTaskDatabase())) {
      await().atMost(PATIENCE).until(() -> engine.docker("ps", "-aq").orFail().isEmpty());
      await().atMost(PATIENCE).until(() -> TaskFiles.ofNode(nodeId()).stream().noneMatch(RealEngine::hasFiles));
    }
  }

  static String nodeId() {
    return "test" + ProcessHandle.current().pid();
  }

  static boolean hasFiles(TaskFiles files) {
    return !files.tasks().isEmpty();
  }

  static Task.Builder tools(Consumer<ContainerSpec.Builder> spec) {
    Task.Builder task = task("task" + ++tasks, container -> {
      container.setImage(EngineImage.NAME);
      spec.accept(container);
    });
    return task.setNodeId(nodeId());
  }

  static Task.Builder shell(String line, Consumer<ContainerSpec.Builder> spec) {
    return tools(container -> {
      container.addCommand("sh").addArgs("-c").addArgs(line);
      spec.accept(container);
    });
  }

  List<String> output(Task.Builder task) {
    return node.logs(task, ALL_LINES).join().stream().map(line -> line.data().toStringUtf8().strip()).toList();
  }

  static Duration seconds(int seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  static NetworkAttachment network(String id, String name, String driver) {
    Network.Builder network = Network.newBuilder().setId(id).setDriverState(Driver.newBuilder().setName(driver));
    network.getSpecBuilder().getAnnotationsBuilder().setName(name);
    return NetworkAttachment.newBuilder().setNetwork(network).addAliases("web").build();
  }
}
