package io.swarmd.swarmctl.lookup;

import io.swarmd.api.Cluster;
import io.swarmd.api.ControlGrpc.ControlBlockingStub;
import io.swarmd.api.GetClusterRequest;
import io.swarmd.api.GetNetworkRequest;
import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.ListNetworksRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.Network;
import io.swarmd.api.Node;
import io.swarmd.api.Service;

/** Finds objects of each kind by what a user typed. A node's name is its host name. */
public final class Objects {

  private Objects() {}

  public static Node node(ControlBlockingStub control, String typed) {
    return Lookup.find("node", typed,
        () -> control.getNode(GetNodeRequest.newBuilder().setNodeId(typed).build()).getNode(),
        name -> control.listNodes(ListNodesRequest.newBuilder()
            .setFilters(ListNodesRequest.Filters.newBuilder().addNames(name)).build()).getNodesList(),
        prefix -> control.listNodes(ListNodesRequest.newBuilder()
            .setFilters(ListNodesRequest.Filters.newBuilder().addIdPrefixes(prefix)).build()).getNodesList());
  }

  public static Service service(ControlBlockingStub control, String typed) {
    return Lookup.find("service", typed,
        () -> control.getService(GetServiceRequest.newBuilder().setServiceId(typed).build()).getService(),
        name -> control.listServices(ListServicesRequest.newBuilder()
            .setFilters(ListServicesRequest.Filters.newBuilder().addNames(name)).build()).getServicesList(),
        prefix -> control.listServices(ListServicesRequest.newBuilder()
            .setFilters(ListServicesRequest.Filters.newBuilder().addIdPrefixes(prefix)).build()).getServicesList());
  }

  public static Network network(ControlBlockingStub control, String typed) {
    return Lookup.find("network", typed,
        () -> control.getNetwork(GetNetworkRequest.newBuilder().setNetworkId(typed).build()).getNetwork(),
        name -> control.listNetworks(ListNetworksRequest.newBuilder()
            .setFilters(ListNetworksRequest.Filters.newBuilder().addNames(name)).build()).getNetworksList(),
        prefix -> control.listNetworks(ListNetworksRequest.newBuilder()
            .setFilters(ListNetworksRequest.Filters.newBuilder().addIdPrefixes(prefix)).build()).getNetworksList());
  }

  public static Cluster cluster(ControlBlockingStub control, String typed) {
    return Lookup.find("cluster", typed,
        () -> control.getCluster(GetClusterRequest.newBuilder().setClusterId(typed).build()).getCluster(),
        name -> control.listClusters(ListClustersRequest.newBuilder()
            .setFilters(ListClustersRequest.Filters.newBuilder().addNames(name)).build()).getClustersList(),
        prefix -> control.listClusters(ListClustersRequest.newBuilder()
            .setFilters(ListClustersRequest.Filters.newBuilder().addIdPrefixes(prefix)).build()).getClustersList());
  }
}
