package io.swarmd.ca.issuance;

import io.swarmd.api.Cluster;
import io.swarmd.identity.IdentityException;
import java.time.Instant;
import java.util.Optional;

/** Who signs for a cluster at the moment. */
sealed interface Signer permits LocalSigner, ExternalSigner {

  /**
   * The signer of a cluster: external authorities where some are listed for its root, its own key otherwise; empty when
   * it has neither (identity sheet, 6.2).
   *
   * @throws IdentityException when its root or key cannot be used
   */
  static Optional<Signer> of(Cluster cluster, Instant now) {
    return ExternalSigner.of(cluster, now).<Signer>map(external -> external).or(() -> LocalSigner.of(cluster, now));
  }

  /** The same signer after a change of the cluster that left it alone. */
  Optional<? extends Signer> following(Cluster changed);
}
