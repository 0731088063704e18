package io.swarmd.controlapi;

import io.grpc.stub.StreamObserver;
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
import io.swarmd.api.GetConfigRequest;
import io.swarmd.api.GetConfigResponse;
import io.swarmd.api.GetNetworkRequest;
import io.swarmd.api.GetNetworkResponse;
import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.GetNodeResponse;
import io.swarmd.api.GetSecretRequest;
import io.swarmd.api.GetSecretResponse;
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
import io.swarmd.api.RemoveConfigRequest;
import io.swarmd.api.RemoveConfigResponse;
import io.swarmd.api.RemoveNetworkRequest;
import io.swarmd.api.RemoveNetworkResponse;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.RemoveNodeResponse;
import io.swarmd.api.RemoveSecretRequest;
import io.swarmd.api.RemoveSecretResponse;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.RemoveServiceResponse;
import io.swarmd.api.RemoveTaskRequest;
import io.swarmd.api.RemoveTaskResponse;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.api.UpdateClusterResponse;
import io.swarmd.api.UpdateConfigRequest;
import io.swarmd.api.UpdateConfigResponse;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.api.UpdateNodeResponse;
import io.swarmd.api.UpdateSecretRequest;
import io.swarmd.api.UpdateSecretResponse;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.api.UpdateServiceResponse;
import io.swarmd.controlapi.call.Calls;
import io.swarmd.controlapi.cluster.Clusters;
import io.swarmd.controlapi.dependency.Configs;
import io.swarmd.controlapi.dependency.Secrets;
import io.swarmd.controlapi.network.NetworkRemoval;
import io.swarmd.controlapi.network.Networks;
import io.swarmd.controlapi.node.NodeRemoval;
import io.swarmd.controlapi.node.Nodes;
import io.swarmd.controlapi.service.ServiceCreation;
import io.swarmd.controlapi.service.ServiceUpdate;
import io.swarmd.controlapi.service.Services;
import io.swarmd.controlapi.task.Tasks;
import io.swarmd.identity.external.ExternalAuthorities;
import io.swarmd.loop.Environment;
import io.swarmd.store.Store;
import io.swarmd.store.group.ManagerGroup;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/**
 * The Control service: binds each method to the rule that answers it. Methods not bound here (volumes, extensions,
 * resources) answer Unimplemented with their name. Roles are checked before a call gets here.
 */
public final class ControlService extends ControlGrpc.ControlImplBase {

  private final Calls calls;
  private final Nodes nodes;
  private final NodeRemoval nodeRemoval;
  private final Services services = new Services();
  private final ServiceCreation serviceCreation;
  private final ServiceUpdate serviceUpdate;
  private final Tasks tasks = new Tasks();
  private final Networks networks;
  private final NetworkRemoval networkRemoval = new NetworkRemoval();
  private final Clusters clusters;
  private final Secrets secrets;
  private final Configs configs;

  /** A service that reaches no external authorities. */
  public ControlService(Environment environment, Store store, ManagerGroup managers, Executor workers) {
    this(environment, store, managers, workers, ExternalAuthorities.unreachable());
  }

  /** @param workers where answers are computed and sent; not the store's loop, which they would hold up */
  public ControlService(Environment environment, Store store, ManagerGroup managers, Executor workers,
      ExternalAuthorities externals) {
    this.calls = new Calls(environment, store, managers, workers);
    this.nodes = new Nodes(managers);
    this.nodeRemoval = new NodeRemoval(environment, managers);
    this.serviceCreation = new ServiceCreation(environment);
    this.serviceUpdate = new ServiceUpdate(environment);
    this.networks = new Networks(environment);
    this.clusters = new Clusters(environment, new SecureRandom(), externals);
    this.secrets = new Secrets(environment);
    this.configs = new Configs(environment);
  }

  @Override
  public void getNode(GetNodeRequest request, StreamObserver<GetNodeResponse> observer) {
    calls.read(observer, () -> nodes.get(request));
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
    calls.read(observer, () -> nodes.list(request));
  }

  @Override
  public void updateNode(UpdateNodeRequest request, StreamObserver<UpdateNodeResponse> observer) {
    calls.writeOn(observer, () -> nodes.update(request));
  }

  @Override
  public void removeNode(RemoveNodeRequest request, StreamObserver<RemoveNodeResponse> observer) {
    calls.write(observer, () -> nodeRemoval.remove(request));
  }

  @Override
  public void getTask(GetTaskRequest request, StreamObserver<GetTaskResponse> observer) {
    calls.read(observer, () -> tasks.get(request));
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
    calls.read(observer, () -> tasks.list(request));
  }

  @Override
  public void removeTask(RemoveTaskRequest request, StreamObserver<RemoveTaskResponse> observer) {
    calls.write(observer, () -> tasks.remove(request));
  }

  @Override
  public void getService(GetServiceRequest request, StreamObserver<GetServiceResponse> observer) {
    calls.read(observer, () -> services.get(request));
  }

  @Override
  public void listServices(ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
    calls.read(observer, () -> services.list(request));
  }

  @Override
  public void createService(CreateServiceRequest request, StreamObserver<CreateServiceResponse> observer) {
    calls.writeOn(observer, () -> serviceCreation.create(request));
  }

  @Override
  public void updateService(UpdateServiceRequest request, StreamObserver<UpdateServiceResponse> observer) {
    calls.writeOn(observer, () -> serviceUpdate.update(request));
  }

  @Override
  public void removeService(RemoveServiceRequest request, StreamObserver<RemoveServiceResponse> observer) {
    calls.write(observer, () -> services.remove(request));
  }

  @Override
  public void listServiceStatuses(
      ListServiceStatusesRequest request, StreamObserver<ListServiceStatusesResponse> observer) {
    calls.read(observer, () -> services.statuses(request));
  }

  @Override
  public void getNetwork(GetNetworkRequest request, StreamObserver<GetNetworkResponse> observer) {
    calls.read(observer, () -> networks.get(request));
  }

  @Override
  public void listNetworks(ListNetworksRequest request, StreamObserver<ListNetworksResponse> observer) {
    calls.read(observer, () -> networks.list(request));
  }

  @Override
  public void createNetwork(CreateNetworkRequest request, StreamObserver<CreateNetworkResponse> observer) {
    calls.write(observer, () -> networks.create(request));
  }

  @Override
  public void removeNetwork(RemoveNetworkRequest request, StreamObserver<RemoveNetworkResponse> observer) {
    calls.writeOn(observer, () -> networkRemoval.remove(request));
  }

  @Override
  public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> observer) {
    calls.read(observer, () -> clusters.get(request));
  }

  @Override
  public void listClusters(ListClustersRequest request, StreamObserver<ListClustersResponse> observer) {
    calls.read(observer, () -> clusters.list(request));
  }

  @Override
  public void updateCluster(UpdateClusterRequest request, StreamObserver<UpdateClusterResponse> observer) {
    calls.writeAfter(observer, () -> clusters.update(request));
  }

  @Override
  public void getSecret(GetSecretRequest request, StreamObserver<GetSecretResponse> observer) {
    calls.read(observer, () -> secrets.get(request));
  }

  @Override
  public void listSecrets(ListSecretsRequest request, StreamObserver<ListSecretsResponse> observer) {
    calls.read(observer, () -> secrets.list(request));
  }

  @Override
  public void createSecret(CreateSecretRequest request, StreamObserver<CreateSecretResponse> observer) {
    calls.write(observer, () -> secrets.create(request));
  }

  @Override
  public void updateSecret(UpdateSecretRequest request, StreamObserver<UpdateSecretResponse> observer) {
    calls.write(observer, () -> secrets.update(request));
  }

  @Override
  public void removeSecret(RemoveSecretRequest request, StreamObserver<RemoveSecretResponse> observer) {
    calls.write(observer, () -> secrets.remove(request));
  }

  @Override
  public void getConfig(GetConfigRequest request, StreamObserver<GetConfigResponse> observer) {
    calls.read(observer, () -> configs.get(request));
  }

  @Override
  public void listConfigs(ListConfigsRequest request, StreamObserver<ListConfigsResponse> observer) {
    calls.read(observer, () -> configs.list(request));
  }

  @Override
  public void createConfig(CreateConfigRequest request, StreamObserver<CreateConfigResponse> observer) {
    calls.write(observer, () -> configs.create(request));
  }

  @Override
  public void updateConfig(UpdateConfigRequest request, StreamObserver<UpdateConfigResponse> observer) {
    calls.write(observer, () -> configs.update(request));
  }

  @Override
  public void removeConfig(RemoveConfigRequest request, StreamObserver<RemoveConfigResponse> observer) {
    calls.write(observer, () -> configs.remove(request));
  }
}
