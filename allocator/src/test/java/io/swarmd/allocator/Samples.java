package io.swarmd.allocator;

import io.swarmd.api.EndpointSpec;
import io.swarmd.api.EndpointSpec.ResolutionMode;
import io.swarmd.api.IPAMConfig;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Node;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import java.util.List;

/** Objects as the allocator's tests need them. */
final class Samples {

  private Samples() {}

  static Network network(String id) {
    Network.Builder network = Network.newBuilder().setId(id);
    network.getSpecBuilder().getAnnotationsBuilder().setName("net-" + id);
    return network.build();
  }

  static Network network(String id, String... subnets) {
    Network.Builder network = network(id).toBuilder();
    for (String subnet : subnets) {
      network.getSpecBuilder().getIpamBuilder().addConfigs(IPAMConfig.newBuilder().setSubnet(subnet));
    }
    return network.build();
  }

  static Network withOption(Network network, String key, String value) {
    Network.Builder builder = network.toBuilder();
    builder.getSpecBuilder().getDriverConfigBuilder().putOptions(key, value);
    return builder.build();
  }

  static Network driver(Network network, String name) {
    Network.Builder builder = network.toBuilder();
    builder.getSpecBuilder().getDriverConfigBuilder().setName(name);
    return builder.build();
  }

  static Network ingress() {
    Network.Builder network = network("ingress").toBuilder();
    network.getSpecBuilder().setIngress(true).getAnnotationsBuilder().setName("ingress");
    return network.build();
  }

  static Service service(String id, EndpointSpec endpoint, String... networks) {
    Service.Builder service = Service.newBuilder().setId(id);
    service.getSpecBuilder().setEndpoint(endpoint).getAnnotationsBuilder().setName(id);
    for (String network : networks) {
      service.getSpecBuilder().getTaskBuilder().addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(network));
    }
    return service.build();
  }

  static EndpointSpec vip(PortConfig... ports) {
    return EndpointSpec.newBuilder().addAllPorts(List.of(ports)).build();
  }

  static EndpointSpec dnsrr() {
    return EndpointSpec.newBuilder().setMode(ResolutionMode.DNSRR).build();
  }

  static PortConfig port(int published, int target) {
    return port(published, target, Protocol.TCP, PublishMode.INGRESS);
  }

  static PortConfig port(int published, int target, Protocol protocol, PublishMode mode) {
    return PortConfig.newBuilder().setPublishedPort(published).setTargetPort(target).setProtocol(protocol)
        .setPublishMode(mode).build();
  }

  static Task task(String id, String serviceId, String... networks) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId(serviceId).setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(TaskState.NEW);
    for (String network : networks) {
      task.getSpecBuilder().addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(network));
    }
    return task.build();
  }

  /** A container that the node started by itself and wants in the network. */
  static Task attachment(String id, String nodeId, String network) {
    Task.Builder task = task(id, "", network).toBuilder().setNodeId(nodeId);
    task.getSpecBuilder().getAttachmentBuilder().setContainerId("container-" + id);
    return task.build();
  }

  static Task moved(Task task, TaskState state, String nodeId) {
    return task.toBuilder().setNodeId(nodeId).setStatus(task.getStatus().toBuilder().setState(state)).build();
  }

  static Node node(String id) {
    return Node.newBuilder().setId(id).build();
  }
}
