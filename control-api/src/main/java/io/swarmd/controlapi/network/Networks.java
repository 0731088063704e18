package io.swarmd.controlapi.network;

import io.grpc.Status;
import io.swarmd.api.CreateNetworkRequest;
import io.swarmd.api.CreateNetworkResponse;
import io.swarmd.api.GetNetworkRequest;
import io.swarmd.api.GetNetworkResponse;
import io.swarmd.api.ListNetworksRequest;
import io.swarmd.api.ListNetworksResponse;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.listing.Listing;
import io.swarmd.controlapi.listing.Names;
import io.swarmd.loop.Environment;
import io.swarmd.model.id.ObjectId;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.function.Function;

/** The calls about networks, but for removal. Each checks its request and gives the rule that answers it. */
public final class Networks {

  static final String PREDEFINED_LABEL = "com.docker.swarm.predefined";

  private final Environment environment;

  public Networks(Environment environment) {
    this.environment = environment;
  }

  public Function<StoreView, GetNetworkResponse> get(GetNetworkRequest request) {
    Refusal.unlessGiven(request.getNetworkId());
    return view -> GetNetworkResponse.newBuilder().setNetwork(find(view, request.getNetworkId())).build();
  }

  public Function<StoreView, ListNetworksResponse> list(ListNetworksRequest request) {
    ListNetworksRequest.Filters filters = request.getFilters();
    return view -> ListNetworksResponse.newBuilder().addAllNetworks(Listing.of(view, Table.NETWORK)
        .names(filters.getNamesList())
        .namePrefixes(filters.getNamePrefixesList())
        .idPrefixes(filters.getIdPrefixesList())
        .labels(filters.getLabelsMap(), network -> network.getSpec().getAnnotations().getLabelsMap())
        .result()).build();
  }

  /**
   * Answers before the network is allocated. A second ingress network is looked for at the head, though that walks the
   * networks: they are few, and two requests at once must not both succeed.
   */
  public Function<Transaction, CreateNetworkResponse> create(CreateNetworkRequest request) {
    Refusal.unlessGiven(request.hasSpec());
    NetworkSpec spec = request.getSpec();
    check(spec);
    Network network = Network.newBuilder().setId(ObjectId.next(environment.random())).setSpec(spec).build();
    return tx -> {
      if (Ingress.is(network)) {
        Ingress.find(tx).ifPresent(present -> {
          throw Refusal.alreadyExists("ingress network (" + present.getId() + ") is already present");
        });
      }
      return CreateNetworkResponse.newBuilder().setNetwork(tx.create(Table.NETWORK, network)).build();
    };
  }

  private static void check(NetworkSpec spec) {
    if (spec.getIngress() && spec.getAttachable()) {
      throw Refusal.invalidArgument("ingress network cannot be attachable");
    }
    Names.checkDnsName(spec.getAnnotations().getName());
    if (spec.getAnnotations().containsLabels(PREDEFINED_LABEL)) {
      throw Refusal.of(Status.PERMISSION_DENIED, "label " + PREDEFINED_LABEL
          + " is for internally created predefined networks and cannot be applied by users");
    }
    DriverRules.check(spec);
    spec.getIpam().getConfigsList().forEach(AddressRules::check);
  }

  static Network find(StoreView view, String id) {
    return view.get(Table.NETWORK, id).orElseThrow(() -> Refusal.notFound("network", id));
  }
}
