package io.swarmd.controlapi.cluster;

import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.GetClusterRequest;
import io.swarmd.api.GetClusterResponse;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.ListClustersResponse;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.api.UpdateClusterResponse;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.listing.Listing;
import io.swarmd.controlapi.node.Blacklist;
import io.swarmd.loop.Environment;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The calls about the cluster object. Each checks its request and gives the rule that answers it. */
public final class Clusters {

  private final Environment environment;
  private final RandomGenerator secrets;

  /** @param secrets a source of chance good enough for keys */
  public Clusters(Environment environment, RandomGenerator secrets) {
    this.environment = environment;
    this.secrets = secrets;
  }

  public Function<StoreView, GetClusterResponse> get(GetClusterRequest request) {
    Refusal.unlessGiven(request.getClusterId());
    return view -> GetClusterResponse.newBuilder()
        .setCluster(Redaction.of(find(view, request.getClusterId()))).build();
  }

  public Function<StoreView, ListClustersResponse> list(ListClustersRequest request) {
    ListClustersRequest.Filters filters = request.getFilters();
    return view -> {
      ListClustersResponse.Builder response = ListClustersResponse.newBuilder();
      Listing.of(view, Table.CLUSTER)
          .names(filters.getNamesList())
          .namePrefixes(filters.getNamePrefixesList())
          .idPrefixes(filters.getIdPrefixesList())
          .labels(filters.getLabelsMap(), cluster -> cluster.getSpec().getAnnotations().getLabelsMap())
          .result().forEach(cluster -> response.addClusters(Redaction.of(cluster)));
      return response.build();
    };
  }

  public Function<Transaction, UpdateClusterResponse> update(UpdateClusterRequest request) {
    Refusal.unlessGiven(request.getClusterId());
    Refusal.unlessGiven(request.hasClusterVersion());
    Refusal.unlessGiven(request.hasSpec());
    ClusterRules.check(request.getSpec());
    return tx -> {
      Cluster stored = find(tx, request.getClusterId());
      ClusterRules.refuseUnsupported(stored.getSpec(), request.getSpec());
      Cluster.Builder changed = Blacklist.withoutStale(stored, environment.now()).toBuilder()
          .setSpec(withHiddenKept(stored.getSpec(), request.getSpec()));
      changed.getRootCaBuilder().setJoinTokens(
          JoinTokenRotation.rotate(stored.getRootCa().getJoinTokens(), request.getRotation(), secrets));
      changed.clearUnlockKeys().addAllUnlockKeys(UnlockKeys.after(stored,
          request.getSpec().getEncryptionConfig().getAutoLockManagers(), request.getRotation(), secrets));
      changed.getMetaBuilder().setVersion(request.getClusterVersion());
      return UpdateClusterResponse.newBuilder()
          .setCluster(Redaction.of(tx.update(Table.CLUSTER, changed.build()))).build();
    };
  }

  /** What readers are not shown they cannot send back: it stays as it is. */
  private static ClusterSpec withHiddenKept(ClusterSpec stored, ClusterSpec wanted) {
    if (stored.getCaConfig().getSigningCaCert().isEmpty() && stored.getCaConfig().getSigningCaKey().isEmpty()) {
      return wanted;
    }
    ClusterSpec.Builder kept = wanted.toBuilder();
    kept.getCaConfigBuilder().setSigningCaCert(stored.getCaConfig().getSigningCaCert())
        .setSigningCaKey(stored.getCaConfig().getSigningCaKey());
    return kept.build();
  }

  private static Cluster find(StoreView view, String id) {
    return view.get(Table.CLUSTER, id).orElseThrow(() -> Refusal.notFound("cluster", id));
  }
}
