package io.swarmd.bench.jmh;

import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Platform;
import io.swarmd.api.Resources;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.Version;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Objects of a cluster as it would be. */
final class Objects {

  private static final Version FIRST = Version.newBuilder().setIndex(1).build();
  private static final long CPUS = 64_000_000_000L;
  private static final long MEMORY_BYTES = 1L << 40;

  private static final int ZONES = 10;

  private Objects() {}

  static Stream<Node> nodes(int count) {
    return IntStream.range(0, count).mapToObj(number -> Node.newBuilder().setId(nodeId(number))
        .setSpec(NodeSpec.newBuilder().setAvailability(NodeSpec.Availability.ACTIVE)
            .setAnnotations(Annotations.newBuilder().setName("host" + number)
                .putLabels("zone", "z" + number % ZONES).putLabels("disk", number % 2 == 0 ? "ssd" : "hdd")))
        .setStatus(NodeStatus.newBuilder().setState(NodeStatus.State.READY))
        .setDescription(NodeDescription.newBuilder().setHostname("host" + number)
            .setPlatform(Platform.newBuilder().setOs("linux").setArchitecture("x86_64"))
            .setResources(Resources.newBuilder().setNanoCpus(CPUS).setMemoryBytes(MEMORY_BYTES)))
        .build());
  }

  /** Tasks that run, dealt out over so many services and nodes. */
  static Stream<Task> runningTasks(int count, int services, int nodes) {
    return pendingTasks(count, services).map(task -> {
      int number = Integer.parseInt(task.getId().substring("task".length()));
      Task.Builder running = task.toBuilder().setNodeId(nodeId(number % nodes));
      running.getStatusBuilder().setState(TaskState.RUNNING);
      return running.build();
    });
  }

  private static String nodeId(int number) {
    return String.format("node%06d", number);
  }

  /** Tasks that wait for a node, dealt out over so many services. */
  static Stream<Task> pendingTasks(int count, int services) {
    return IntStream.range(0, count).mapToObj(number -> Task.newBuilder().setId(String.format("task%06d", number))
        .setServiceId("service" + number % services).setSlot(number / services + 1).setSpecVersion(FIRST)
        .setSpec(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("hollow:1")))
        .setStatus(TaskStatus.newBuilder().setState(TaskState.PENDING)).setDesiredState(TaskState.RUNNING)
        .build());
  }
}
