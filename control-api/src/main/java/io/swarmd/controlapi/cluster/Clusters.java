package io.swarmd.controlapi.cluster;

import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.GetClusterRequest;
import io.swarmd.api.GetClusterResponse;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.ListClustersResponse;
import io.swarmd.api.RootCA;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.api.UpdateClusterResponse;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.cluster.root.RootUpdate;
import io.swarmd.controlapi.listing.Listing;
import io.swarmd.identity.authorization.Blacklist;
import io.swarmd.identity.external.ExternalAuthorities;
import io.swarmd.loop.Environment;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The calls about the cluster object. Each checks its request and gives the rule that answers it. */
public final class Clusters {

  private final Environment environment;
  private final RandomGenerator secrets;
  private final ExternalAuthorities externals;

  /** @param secrets a source of chance good enough for keys */
  public Clusters(Environment environment, RandomGenerator secrets, ExternalAuthorities externals) {
    this.environment = environment;
    this.secrets = secrets;
    this.externals = externals;
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

  /**
   * Changes the cluster. What its root becomes is prepared on a snapshot, as others may have to be asked; should the
   * root have changed by then, the update is out of sequence.
   */
  public Function<StoreView, CompletableFuture<Function<Transaction, UpdateClusterResponse>>> update(
      UpdateClusterRequest request) {
    Refusal.unlessGiven(request.getClusterId());
    Refusal.unlessGiven(request.hasClusterVersion());
    Refusal.unlessGiven(request.hasSpec());
    ClusterRules.check(request.getSpec());
    return snapshot -> {
      Cluster stored = find(snapshot, request.getClusterId());
      RootCA before = stored.getRootCa();
      return RootUpdate.prepare(stored, request.getSpec().getCaConfig(), externals, environment.now())
          .thenApply(after -> tx -> update(tx, request, before, after));
    };
  }

  private UpdateClusterResponse update(Transaction tx, UpdateClusterRequest request, RootCA before, RootCA after) {
    Cluster stored = find(tx, request.getClusterId());
    if (!stored.getRootCa().equals(before)) {
      throw new StoreException(StoreException.Reason.OUT_OF_SEQUENCE);
    }
    Cluster.Builder changed = Blacklist.withoutStale(stored, environment.now()).toBuilder()
        .setSpec(kept(request.getSpec(), before))
        .setRootCa(after);
    changed.getRootCaBuilder().setJoinTokens(
        JoinTokenRotation.rotate(stored.getRootCa().getJoinTokens(), request.getRotation(), secrets));
    changed.clearUnlockKeys().addAllUnlockKeys(UnlockKeys.after(stored,
        request.getSpec().getEncryptionConfig().getAutoLockManagers(), request.getRotation(), secrets));
    changed.getMetaBuilder().setVersion(request.getClusterVersion());
    return UpdateClusterResponse.newBuilder()
        .setCluster(Redaction.of(tx.update(Table.CLUSTER, changed.build()))).build();
  }

  /**
   * A root and its key lie in one place, once they are the cluster's; as nobody is shown them, nobody misses them. An
   * external authority that names no root is for the one the cluster has now, also once it has another.
   */
  private static ClusterSpec kept(ClusterSpec wanted, RootCA root) {
    ClusterSpec.Builder kept = wanted.toBuilder();
    if (wanted.hasCaConfig()) {
      kept.getCaConfigBuilder().clearSigningCaCert().clearSigningCaKey();
      kept.getCaConfigBuilder().getExternalCasBuilderList().stream()
          .filter(external -> external.getCaCert().isEmpty())
          .forEach(external -> external.setCaCert(root.getCaCert()));
    }
    return kept.build();
  }

  private static Cluster find(StoreView view, String id) {
    return view.get(Table.CLUSTER, id).orElseThrow(() -> Refusal.notFound("cluster", id));
  }
}
