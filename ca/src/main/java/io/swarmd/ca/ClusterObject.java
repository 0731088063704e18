package io.swarmd.ca;

import io.swarmd.api.Cluster;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Optional;

/** The one object that describes the cluster itself. */
public final class ClusterObject {

  private ClusterObject() {}

  /** The cluster object; empty before the first leader has made it. */
  public static Optional<Cluster> in(StoreView view) {
    return view.all(Table.CLUSTER).stream().findFirst();
  }
}
