package io.swarmd.identity.file;

import io.swarmd.identity.certificate.Expiry;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.RootCertificates;
import java.time.Instant;
import java.util.Optional;

/**
 * What a node starts from, by what lies in its directory and whether it was told to join (identity sheet, section 2).
 */
public sealed interface StartingPoint {

  /** The node is known; an address or token to join with no longer matters. */
  record Known(NodeCredentials credentials) implements StartingPoint {}

  /** The node asks a cluster for a certificate; roots that lie here already need not be fetched. */
  record Joining(Optional<RootCertificates> roots) implements StartingPoint {}

  /** The node makes a cluster of its own, with a new root. */
  record NewCluster() implements StartingPoint {}

  /**
   * Looks at the directory.
   *
   * @param joining whether an address to join was given
   * @param expiry whether a certificate whose end has passed will do
   * @throws io.swarmd.identity.IdentityException when the files there cannot be used
   */
  static StartingPoint of(CertificateFiles files, boolean joining, Expiry expiry, Instant now) {
    Optional<RootCertificates> roots = files.readRoots(now);
    if (roots.isPresent() && files.hasNode()) {
      return new Known(files.readNode(roots.get(), now, expiry));
    }
    return joining ? new Joining(roots) : new NewCluster();
  }
}
