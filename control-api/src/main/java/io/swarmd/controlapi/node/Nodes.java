package io.swarmd.controlapi.node;

import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.GetNodeResponse;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListNodesResponse;
import io.swarmd.api.Meta;
import io.swarmd.api.Node;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.api.UpdateNodeResponse;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.listing.Listing;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import io.swarmd.store.group.ManagerGroup;
import java.util.function.Function;

/** The calls about nodes, but for removal. Each checks its request and gives the rule that answers it. */
public final class Nodes {

  private final ManagerGroup managers;

  public Nodes(ManagerGroup managers) {
    this.managers = managers;
  }

  public Function<StoreView, GetNodeResponse> get(GetNodeRequest request) {
    Refusal.unlessGiven(request.getNodeId());
    return view -> GetNodeResponse.newBuilder()
        .setNode(new ManagerStatuses(managers).addTo(find(view, request.getNodeId()))).build();
  }

  /** Names are host names; roles are the observed ones. */
  public Function<StoreView, ListNodesResponse> list(ListNodesRequest request) {
    ListNodesRequest.Filters filters = request.getFilters();
    return view -> {
      ManagerStatuses statuses = new ManagerStatuses(managers);
      ListNodesResponse.Builder response = ListNodesResponse.newBuilder();
      Listing.of(view, Table.NODE)
          .names(filters.getNamesList())
          .namePrefixes(filters.getNamePrefixesList())
          .idPrefixes(filters.getIdPrefixesList())
          .where(filters.getRolesList(), (node, role) -> node.getRole() == role)
          .where(filters.getMembershipsList(), (node, membership) -> node.getSpec().getMembership() == membership)
          .labels(filters.getLabelsMap(), node -> node.getDescription().getEngine().getLabelsMap())
          .labels(filters.getNodeLabelsMap(), node -> node.getSpec().getAnnotations().getLabelsMap())
          .result().forEach(node -> response.addNodes(statuses.addTo(node)));
      return response.build();
    };
  }

  /** The guards are checked on a snapshot: they need all nodes, which a transaction must not walk. */
  public Function<StoreView, Function<Transaction, UpdateNodeResponse>> update(UpdateNodeRequest request) {
    Refusal.unlessGiven(request.getNodeId());
    Refusal.unlessGiven(request.hasNodeVersion());
    Refusal.unlessGiven(request.hasSpec());
    return snapshot -> {
      Node seen = find(snapshot, request.getNodeId());
      Promotion.check(seen, request.getSpec());
      Demotion.check(snapshot, seen, request.getSpec(), managers);
      return tx -> {
        Node stored = find(tx, request.getNodeId());
        Node changed = stored.toBuilder().setSpec(request.getSpec())
            .setMeta(Meta.newBuilder(stored.getMeta()).setVersion(request.getNodeVersion())).build();
        return UpdateNodeResponse.newBuilder().setNode(tx.update(Table.NODE, changed)).build();
      };
    };
  }

  static Node find(StoreView view, String id) {
    return view.get(Table.NODE, id).orElseThrow(() -> Refusal.notFound("node", id));
  }
}
