package io.swarmd.allocator;

import io.swarmd.api.Network;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.util.List;

/** An allocator on an empty cluster, and what a test wants to know of it. */
abstract class AllocatorFixture {

  final Allocator allocator = new Allocator();
  final LoopOnState cluster = new LoopOnState(allocator).start();

  Network network1(String id) {
    return cluster.get(Table.NETWORK, id);
  }

  String subnet(String id) {
    return network1(id).getIpam().getConfigs(0).getSubnet();
  }

  Service service1(String id) {
    return cluster.get(Table.SERVICE, id);
  }

  Task task1(String id) {
    return cluster.get(Table.TASK, id);
  }

  TaskState stateOf(String id) {
    return task1(id).getStatus().getState();
  }

  String vipOf(String serviceId) {
    return service1(serviceId).getEndpoint().getVirtualIps(0).getAddr();
  }

  int portOf(String serviceId) {
    return service1(serviceId).getEndpoint().getPorts(0).getPublishedPort();
  }

  List<String> networksOfNode(String id) {
    return cluster.get(Table.NODE, id).getAttachmentsList().stream().map(a -> a.getNetwork().getId()).toList();
  }

  /** The service asks for what the other one asks for. */
  void respec(String id, Service like) {
    cluster.put(Table.SERVICE, service1(id).toBuilder().setSpec(like.getSpec()).build()).settle();
  }
}
