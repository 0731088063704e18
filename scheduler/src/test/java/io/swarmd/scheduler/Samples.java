package io.swarmd.scheduler;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.PlacementPreference;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.SpreadOver;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.Version;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Objects as the scheduler's tests need them. */
final class Samples {

  private Samples() {}

  static Node node(String id) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getStatusBuilder().setState(State.READY);
    node.getSpecBuilder().setAvailability(Availability.ACTIVE);
    node.getDescriptionBuilder().setHostname(id);
    return node.build();
  }

  static Node node(String id, Consumer<Node.Builder> more) {
    Node.Builder node = node(id).toBuilder();
    more.accept(node);
    return node.build();
  }

  static Node node(String id, long nanoCpus, long memoryBytes) {
    return node(id, node -> node.getDescriptionBuilder().getResourcesBuilder().setNanoCpus(nanoCpus)
        .setMemoryBytes(memoryBytes));
  }

  static Node[] nodes(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> node("n" + i)).toArray(Node[]::new);
  }

  static Node labelled(String id, String... labels) {
    return node(id, node -> {
      for (int i = 0; i < labels.length; i += 2) {
        node.getSpecBuilder().getAnnotationsBuilder().putLabels(labels[i], labels[i + 1]);
      }
    });
  }

  static Service service(String id, long specVersion) {
    return Service.newBuilder().setId(id).setSpecVersion(Version.newBuilder().setIndex(specVersion)).build();
  }

  /** A task of the service's first version, wanted and waiting for a node. */
  static Task pending(String id, String serviceId) {
    return Task.newBuilder().setId(id).setServiceId(serviceId).setSpecVersion(Version.newBuilder().setIndex(1))
        .setDesiredState(TaskState.RUNNING)
        .setStatus(io.swarmd.api.TaskStatus.newBuilder().setState(TaskState.PENDING)
            .setMessage("pending task scheduling"))
        .build();
  }

  static Task pending(String id, String serviceId, Consumer<TaskSpec.Builder> spec) {
    Task.Builder task = pending(id, serviceId).toBuilder();
    spec.accept(task.getSpecBuilder());
    return task.build();
  }

  static Task[] pending(int count, String serviceId) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> pending(serviceId + "-" + i, serviceId)).toArray(Task[]::new);
  }

  static Task running(String id, String serviceId, String nodeId) {
    return moved(pending(id, serviceId), TaskState.RUNNING).toBuilder().setNodeId(nodeId).build();
  }

  static Task moved(Task task, TaskState observed) {
    return task.toBuilder().setStatus(task.getStatus().toBuilder().setState(observed)).build();
  }

  static Consumer<TaskSpec.Builder> memory(long bytes) {
    return spec -> spec.getResourcesBuilder().getReservationsBuilder().setMemoryBytes(bytes);
  }

  static Consumer<TaskSpec.Builder> spread(String... descriptors) {
    return spec -> {
      for (String descriptor : descriptors) {
        spec.getPlacementBuilder().addPreferences(PlacementPreference.newBuilder()
            .setSpread(SpreadOver.newBuilder().setSpreadDescriptor(descriptor)));
      }
    };
  }

  static Task withHostPort(Task task, int port, Protocol protocol) {
    Task.Builder builder = task.toBuilder();
    builder.getEndpointBuilder().addPorts(PortConfig.newBuilder().setPublishMode(PublishMode.HOST)
        .setTargetPort(80).setPublishedPort(port).setProtocol(protocol));
    return builder.build();
  }
}
