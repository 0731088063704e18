package io.swarmd.interop;

import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.Cluster;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.task.TaskStates;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A swarm as its users see it, through one of its managers: what is in it, and waiting for it to become what was asked.
 *
 * @param channel to a manager's control socket
 */
record Swarm(Channel channel) {

  static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int CALL_SECONDS = 20;

  ControlGrpc.ControlBlockingStub api() {
    return ControlGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  Swarmctl swarmctl() {
    return new Swarmctl(channel);
  }

  Cluster cluster() {
    return api().listClusters(ListClustersRequest.getDefaultInstance()).getClusters(0);
  }

  JoinTokens tokens() {
    return cluster().getRootCa().getJoinTokens();
  }

  List<Node> nodes() {
    return api().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
  }

  /** The nodes of this name: one that left and came back is two. */
  List<Node> nodes(String name) {
    return nodes().stream().filter(node -> node.getDescription().getHostname().equals(name)).toList();
  }

  /** The node of this name that is up. */
  Optional<Node> ready(String name) {
    return nodes(name).stream().filter(node -> node.getStatus().getState() == NodeStatus.State.READY).findFirst();
  }

  Node awaitReady(String name) {
    await(name + " is up").atMost(PATIENCE).ignoreExceptions().until(() -> ready(name).isPresent());
    return ready(name).orElseThrow();
  }

  Optional<Service> service(String name) {
    return services().stream().filter(service -> service.getSpec().getAnnotations().getName().equals(name))
        .findFirst();
  }

  /** All tasks of a service, past ones too. */
  List<Task> tasks(String service) {
    return api().listTasks(ListTasksRequest.getDefaultInstance()).getTasksList().stream()
        .filter(task -> task.getServiceAnnotations().getName().equals(service)).toList();
  }

  /** The tasks of a service that run and are to run. */
  List<Task> running(String service) {
    return tasks(service).stream()
        .filter(task -> TaskStates.wanted(task) && task.getStatus().getState() == TaskState.RUNNING).toList();
  }

  /** Waits until a service has this many running tasks, and as many that are to run. */
  List<Task> awaitRunning(String service, int count) {
    await(service + " runs " + count + " times").atMost(PATIENCE).ignoreExceptions().until(() -> {
      List<Task> tasks = tasks(service);
      return running(service).size() == count && tasks.stream().filter(TaskStates::wanted).count() == count;
    });
    return running(service);
  }

  /** The containers in which a service's running tasks are. */
  Set<String> containers(String service) {
    return running(service).stream().map(task -> task.getStatus().getContainer().getContainerId())
        .collect(Collectors.toSet());
  }

  /** Creates a service, once there is a leader to do it. */
  void create(ServiceSpec spec) {
    String name = spec.getAnnotations().getName();
    await(name + " is created").atMost(PATIENCE).ignoreExceptionsMatching(Swarm::isLeaderless).until(() -> {
      if (service(name).isEmpty()) {
        api().createService(CreateServiceRequest.newBuilder().setSpec(spec).build());
      }
      return true;
    });
  }

  private static boolean isLeaderless(Throwable failure) {
    return failure instanceof StatusRuntimeException refused && (refused.getStatus().getCode() == Code.UNAVAILABLE
        || refused.getMessage().contains("does not have a leader"));
  }

  /** Removes a service and waits until all its tasks are gone. */
  void remove(String name) {
    await(name + " is gone").atMost(PATIENCE).ignoreExceptions().until(() -> {
      service(name).ifPresent(service -> api()
          .removeService(RemoveServiceRequest.newBuilder().setServiceId(service.getId()).build()));
      return tasks(name).isEmpty();
    });
  }

  /** Removes all services. */
  void removeAll() {
    await("the services are told").atMost(PATIENCE).ignoreExceptionsMatching(Swarm::isLeaderless)
        .until(this::services, all -> true).forEach(service -> remove(service.getSpec().getAnnotations().getName()));
  }

  private List<Service> services() {
    return api().listServices(ListServicesRequest.getDefaultInstance()).getServicesList();
  }
}
