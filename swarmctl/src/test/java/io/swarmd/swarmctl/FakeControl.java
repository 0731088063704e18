package io.swarmd.swarmctl;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.Cluster;
import io.swarmd.api.Config;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.CreateConfigRequest;
import io.swarmd.api.CreateConfigResponse;
import io.swarmd.api.CreateNetworkRequest;
import io.swarmd.api.CreateNetworkResponse;
import io.swarmd.api.CreateSecretRequest;
import io.swarmd.api.CreateSecretResponse;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.CreateServiceResponse;
import io.swarmd.api.GetClusterRequest;
import io.swarmd.api.GetClusterResponse;
import io.swarmd.api.GetNetworkRequest;
import io.swarmd.api.GetNetworkResponse;
import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.GetNodeResponse;
import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.GetServiceResponse;
import io.swarmd.api.GetTaskRequest;
import io.swarmd.api.GetTaskResponse;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.ListClustersResponse;
import io.swarmd.api.ListConfigsRequest;
import io.swarmd.api.ListConfigsResponse;
import io.swarmd.api.ListNetworksRequest;
import io.swarmd.api.ListNetworksResponse;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListNodesResponse;
import io.swarmd.api.ListSecretsRequest;
import io.swarmd.api.ListSecretsResponse;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.ListServiceStatusesResponse;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.ListServicesResponse;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.ListTasksResponse;
import io.swarmd.api.Network;
import io.swarmd.api.Node;
import io.swarmd.api.RemoveConfigRequest;
import io.swarmd.api.RemoveConfigResponse;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.RemoveNodeResponse;
import io.swarmd.api.RemoveSecretRequest;
import io.swarmd.api.RemoveSecretResponse;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.RemoveServiceResponse;
import io.swarmd.api.RemoveTaskRequest;
import io.swarmd.api.RemoveTaskResponse;
import io.swarmd.api.Secret;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.api.UpdateClusterResponse;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.api.UpdateNodeResponse;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.api.UpdateServiceResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** A manager's Control service over objects a test gives; notes what it is asked to change. */
final class FakeControl extends ControlGrpc.ControlImplBase {

  final List<Node> nodes = new ArrayList<>();
  final List<Service> services = new ArrayList<>();
  final List<Task> tasks = new ArrayList<>();
  final List<Network> networks = new ArrayList<>();
  final List<Cluster> clusters = new ArrayList<>();
  final List<Secret> secrets = new ArrayList<>();
  final List<Config> configs = new ArrayList<>();
  final List<Message> changes = new ArrayList<>();
  Status refusal = Status.OK;
  /** Runs at each look at the tasks, so that time may pass in a test. */
  Runnable onListTasks = () -> {};
  /** Runs at each look at the nodes. */
  Runnable onListNodes = () -> {};

  private <R> void answer(StreamObserver<R> observer, R response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  private <T, R> void one(StreamObserver<R> observer, List<T> objects, Predicate<T> wanted, Function<T, R> response) {
    objects.stream().filter(wanted).findFirst().ifPresentOrElse(found -> answer(observer, response.apply(found)),
        () -> observer.onError(Status.NOT_FOUND.withDescription("not found").asRuntimeException()));
  }

  private <R> void change(StreamObserver<R> observer, Message request, R response) {
    if (!refusal.isOk()) {
      observer.onError(refusal.asRuntimeException());
      return;
    }
    changes.add(request);
    answer(observer, response);
  }

  private static <T> List<T> matching(List<T> objects, List<String> names, List<String> prefixes,
      Function<T, String> name, Function<T, String> id) {
    return objects.stream().filter(object -> names.isEmpty() || names.contains(name.apply(object)))
        .filter(object -> prefixes.isEmpty() || prefixes.stream().anyMatch(id.apply(object)::startsWith)).toList();
  }

  @Override
  public void getNode(GetNodeRequest request, StreamObserver<GetNodeResponse> observer) {
    one(observer, nodes, node -> node.getId().equals(request.getNodeId()),
        node -> GetNodeResponse.newBuilder().setNode(node).build());
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
    onListNodes.run();
    answer(observer, ListNodesResponse.newBuilder().addAllNodes(matching(nodes, request.getFilters().getNamesList(),
        request.getFilters().getIdPrefixesList(), node -> node.getDescription().getHostname(), Node::getId)).build());
  }

  @Override
  public void updateNode(UpdateNodeRequest request, StreamObserver<UpdateNodeResponse> observer) {
    change(observer, request, UpdateNodeResponse.getDefaultInstance());
  }

  @Override
  public void removeNode(RemoveNodeRequest request, StreamObserver<RemoveNodeResponse> observer) {
    change(observer, request, RemoveNodeResponse.getDefaultInstance());
  }

  @Override
  public void getService(GetServiceRequest request, StreamObserver<GetServiceResponse> observer) {
    one(observer, services, service -> service.getId().equals(request.getServiceId()),
        service -> GetServiceResponse.newBuilder().setService(service).build());
  }

  @Override
  public void listServices(ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
    answer(observer, ListServicesResponse.newBuilder().addAllServices(matching(services,
        request.getFilters().getNamesList(), request.getFilters().getIdPrefixesList(),
        service -> service.getSpec().getAnnotations().getName(), Service::getId)).build());
  }

  @Override
  public void createService(CreateServiceRequest request, StreamObserver<CreateServiceResponse> observer) {
    Service created = Service.newBuilder().setId("created-id").setSpec(request.getSpec()).build();
    services.add(created);
    change(observer, request, CreateServiceResponse.newBuilder().setService(created).build());
  }

  @Override
  public void updateService(UpdateServiceRequest request, StreamObserver<UpdateServiceResponse> observer) {
    change(observer, request, UpdateServiceResponse.newBuilder()
        .setService(Service.newBuilder().setId(request.getServiceId()).setSpec(request.getSpec())).build());
  }

  @Override
  public void removeService(RemoveServiceRequest request, StreamObserver<RemoveServiceResponse> observer) {
    change(observer, request, RemoveServiceResponse.getDefaultInstance());
  }

  @Override
  public void listServiceStatuses(
      ListServiceStatusesRequest request, StreamObserver<ListServiceStatusesResponse> observer) {
    ListServiceStatusesResponse.Builder response = ListServiceStatusesResponse.newBuilder();
    for (String id : request.getServicesList()) {
      Service service = services.stream().filter(s -> s.getId().equals(id)).findFirst().orElseThrow();
      ServiceSpec spec = service.getSpec();
      response.addStatusesBuilder().setServiceId(id).setDesiredTasks(spec.hasReplicatedJob()
              ? spec.getReplicatedJob().getMaxConcurrent() : spec.getReplicated().getReplicas())
          .setRunningTasks(count(id, TaskState.RUNNING)).setCompletedTasks(count(id, TaskState.COMPLETE));
    }
    answer(observer, response.build());
  }

  private long count(String serviceId, TaskState state) {
    return tasks.stream()
        .filter(task -> task.getServiceId().equals(serviceId) && task.getStatus().getState() == state).count();
  }

  @Override
  public void getTask(GetTaskRequest request, StreamObserver<GetTaskResponse> observer) {
    one(observer, tasks, task -> task.getId().equals(request.getTaskId()),
        task -> GetTaskResponse.newBuilder().setTask(task).build());
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
    onListTasks.run();
    ListTasksRequest.Filters filters = request.getFilters();
    answer(observer, ListTasksResponse.newBuilder().addAllTasks(tasks.stream()
        .filter(task -> filters.getServiceIdsCount() == 0 || filters.getServiceIdsList().contains(task.getServiceId()))
        .filter(task -> filters.getNodeIdsCount() == 0 || filters.getNodeIdsList().contains(task.getNodeId()))
        .toList()).build());
  }

  @Override
  public void removeTask(RemoveTaskRequest request, StreamObserver<RemoveTaskResponse> observer) {
    change(observer, request, RemoveTaskResponse.getDefaultInstance());
  }

  @Override
  public void getNetwork(GetNetworkRequest request, StreamObserver<GetNetworkResponse> observer) {
    one(observer, networks, network -> network.getId().equals(request.getNetworkId()),
        network -> GetNetworkResponse.newBuilder().setNetwork(network).build());
  }

  @Override
  public void listNetworks(ListNetworksRequest request, StreamObserver<ListNetworksResponse> observer) {
    answer(observer, ListNetworksResponse.newBuilder().addAllNetworks(matching(networks,
        request.getFilters().getNamesList(), request.getFilters().getIdPrefixesList(),
        network -> network.getSpec().getAnnotations().getName(), Network::getId)).build());
  }

  @Override
  public void createNetwork(CreateNetworkRequest request, StreamObserver<CreateNetworkResponse> observer) {
    change(observer, request, CreateNetworkResponse.newBuilder()
        .setNetwork(Network.newBuilder().setId("created-id").setSpec(request.getSpec())).build());
  }

  @Override
  public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> observer) {
    one(observer, clusters, cluster -> cluster.getId().equals(request.getClusterId()),
        cluster -> GetClusterResponse.newBuilder().setCluster(cluster).build());
  }

  @Override
  public void listClusters(ListClustersRequest request, StreamObserver<ListClustersResponse> observer) {
    answer(observer, ListClustersResponse.newBuilder().addAllClusters(matching(clusters,
        request.getFilters().getNamesList(), request.getFilters().getIdPrefixesList(),
        cluster -> cluster.getSpec().getAnnotations().getName(), Cluster::getId)).build());
  }

  @Override
  public void updateCluster(UpdateClusterRequest request, StreamObserver<UpdateClusterResponse> observer) {
    change(observer, request, UpdateClusterResponse.getDefaultInstance());
  }

  /** As managers do for secrets and configs: what any of the lists finds, names whatever their case. */
  private static <T> List<T> union(List<T> objects, List<String> names, List<String> prefixes,
      Function<T, String> name, Function<T, String> id) {
    return objects.stream().filter(object -> names.isEmpty() && prefixes.isEmpty()
        || names.stream().anyMatch(name.apply(object)::equalsIgnoreCase)
        || prefixes.stream().anyMatch(id.apply(object)::startsWith)).toList();
  }

  @Override
  public void listSecrets(ListSecretsRequest request, StreamObserver<ListSecretsResponse> observer) {
    answer(observer, ListSecretsResponse.newBuilder().addAllSecrets(union(secrets, request.getFilters().getNamesList(),
        request.getFilters().getIdPrefixesList(), secret -> secret.getSpec().getAnnotations().getName(),
        Secret::getId)).build());
  }

  @Override
  public void createSecret(CreateSecretRequest request, StreamObserver<CreateSecretResponse> observer) {
    change(observer, request, CreateSecretResponse.newBuilder()
        .setSecret(Secret.newBuilder().setId("created-id").setSpec(request.getSpec())).build());
  }

  @Override
  public void removeSecret(RemoveSecretRequest request, StreamObserver<RemoveSecretResponse> observer) {
    change(observer, request, RemoveSecretResponse.getDefaultInstance());
  }

  @Override
  public void listConfigs(ListConfigsRequest request, StreamObserver<ListConfigsResponse> observer) {
    answer(observer, ListConfigsResponse.newBuilder().addAllConfigs(union(configs, request.getFilters().getNamesList(),
        request.getFilters().getIdPrefixesList(), config -> config.getSpec().getAnnotations().getName(),
        Config::getId)).build());
  }

  @Override
  public void createConfig(CreateConfigRequest request, StreamObserver<CreateConfigResponse> observer) {
    change(observer, request, CreateConfigResponse.newBuilder()
        .setConfig(Config.newBuilder().setId("created-id").setSpec(request.getSpec())).build());
  }

  @Override
  public void removeConfig(RemoveConfigRequest request, StreamObserver<RemoveConfigResponse> observer) {
    change(observer, request, RemoveConfigResponse.getDefaultInstance());
  }
}
