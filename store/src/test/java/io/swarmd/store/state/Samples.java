package io.swarmd.store.state;

import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;

/** Small objects for the tests of the store. */
public final class Samples {

  private Samples() {}

  public static Annotations named(String name) {
    return Annotations.newBuilder().setName(name).build();
  }

  public static Service service(String id, String name) {
    return Service.newBuilder().setId(id).setSpec(ServiceSpec.newBuilder().setAnnotations(named(name))
        .setTask(spec("image"))).build();
  }

  public static TaskSpec spec(String image) {
    return TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage(image))
        .addNetworks(NetworkAttachmentConfig.newBuilder().setTarget("net-of-" + image)).build();
  }

  public static Task task(String id, String serviceId, long slot, String nodeId) {
    return Task.newBuilder().setId(id).setServiceId(serviceId).setSlot(slot).setNodeId(nodeId)
        .setSpec(spec("image")).setServiceAnnotations(named(serviceId + "-name"))
        .setStatus(TaskStatus.newBuilder().setState(TaskState.NEW).setMessage("created"))
        .setDesiredState(TaskState.RUNNING).build();
  }

  public static Node node(String id, String hostname) {
    return Node.newBuilder().setId(id).setDescription(NodeDescription.newBuilder().setHostname(hostname)).build();
  }
}
