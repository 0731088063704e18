package io.swarmd.bench.cluster;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.Cluster;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.RaftMemberStatus;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.identity.token.JoinToken;
import io.swarmd.identity.transport.ControlSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A cluster that runs, seen through the control socket of one of its managers. Any thread may call. */
public final class ClusterUnderTest implements AutoCloseable {

  private static final long CALL_SECONDS = 60;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final String joinAddress;
  private final List<Long> managerPids;
  private final ManagedChannel channel;

  /**
   * @param managerPids processes to measure; may be empty
   */
  public ClusterUnderTest(Path socket, String joinAddress, List<Long> managerPids) {
    if (!Files.exists(socket)) {
      throw new BenchFailure("there is no control socket " + socket);
    }
    this.joinAddress = joinAddress;
    this.managerPids = List.copyOf(managerPids);
    this.channel = ControlSocket.channel(socket).directExecutor().build();
  }

  /** Where workers join. */
  public String joinAddress() {
    return joinAddress;
  }

  public List<Long> managerPids() {
    return managerPids;
  }

  public ControlGrpc.ControlBlockingStub control() {
    return ControlGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  public ControlGrpc.ControlStub asyncControl() {
    return ControlGrpc.newStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until the cluster answers and gives its worker token. */
  public JoinToken workerToken() {
    Polling.until("an answer of the cluster", LOOK, READY_LIMIT, this::answers);
    return JoinToken.parse(cluster().getRootCa().getJoinTokens().getWorker());
  }

  private Cluster cluster() {
    return control().listClusters(ListClustersRequest.getDefaultInstance()).getClusters(0);
  }

  private boolean answers() {
    try {
      return control().listClusters(ListClustersRequest.getDefaultInstance()).getClustersCount() > 0;
    } catch (StatusRuntimeException notYet) {
      return false;
    }
  }

  /** Keeps tasks off the managers. */
  public void drainManagers() {
    for (Node node : control().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList()) {
      if (node.getSpec().getDesiredRole() == NodeRole.MANAGER
          && node.getSpec().getAvailability() != NodeSpec.Availability.DRAIN) {
        drain(node.getId());
      }
    }
  }

  /** Another writer may change the node in between. */
  private void drain(String nodeId) {
    Polling.until("draining manager " + nodeId, LOOK, READY_LIMIT, () -> {
      try {
        Node node = control().listNodes(ListNodesRequest.newBuilder()
            .setFilters(ListNodesRequest.Filters.newBuilder().addIdPrefixes(nodeId)).build()).getNodes(0);
        control().updateNode(UpdateNodeRequest.newBuilder()
            .setNodeId(nodeId).setNodeVersion(node.getMeta().getVersion())
            .setSpec(node.getSpec().toBuilder().setAvailability(NodeSpec.Availability.DRAIN)).build());
        return true;
      } catch (StatusRuntimeException changed) {
        return false;
      }
    });
  }

  /** The host name of the manager that leads, when there is one and it is known. */
  Optional<String> leader() {
    try {
      return control().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
          .filter(node -> node.getManagerStatus().getLeader())
          .map(node -> node.getDescription().getHostname()).findFirst();
    } catch (StatusRuntimeException notYet) {
      return Optional.empty();
    }
  }

  /** Managers of which the leader knows that they answer. */
  long reachableManagers() {
    try {
      return control().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
          .filter(node -> node.getManagerStatus().getReachability() == RaftMemberStatus.Reachability.REACHABLE).count();
    } catch (StatusRuntimeException betweenLeaders) {
      return 0;
    }
  }

  /** Workers that are ready for tasks. */
  public long readyWorkers() {
    return control().listNodes(ListNodesRequest.newBuilder()
        .setFilters(ListNodesRequest.Filters.newBuilder().addRoles(NodeRole.WORKER)).build())
        .getNodesList().stream().filter(node -> node.getStatus().getState() == NodeStatus.State.READY).count();
  }

  /** Tasks of the service that run, by the manager's word. */
  public long running(String serviceId) {
    return control().listServiceStatuses(ListServiceStatusesRequest.newBuilder().addServices(serviceId).build())
        .getStatuses(0).getRunningTasks();
  }

  /** Tasks of the service that exist in whatever state. */
  public int tasks(String serviceId) {
    return list(serviceId).size();
  }

  /** Tasks of the service that have not ended. */
  public int unfinishedTasks(String serviceId) {
    return (int) list(serviceId).stream()
        .filter(task -> task.getStatus().getStateValue() <= TaskState.RUNNING_VALUE).count();
  }

  private List<Task> list(String serviceId) {
    return control().listTasks(ListTasksRequest.newBuilder()
        .setFilters(ListTasksRequest.Filters.newBuilder().addServiceIds(serviceId)).build()).getTasksList();
  }

  public void removeService(String serviceId) {
    control().removeService(RemoveServiceRequest.newBuilder().setServiceId(serviceId).build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
