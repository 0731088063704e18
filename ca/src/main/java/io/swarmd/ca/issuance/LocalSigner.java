package io.swarmd.ca.issuance;

import io.swarmd.api.Certificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.ca.SigningRoot;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Signs with the key the cluster object holds: its root's, or the next root's while that is rotated. How long
 * certificates last is read from the cluster at each signing, so that a change takes effect with the next certificate
 * (identity sheet, 6.5).
 */
record LocalSigner(Cluster cluster, SigningRoot root, CertificateAuthority authority) implements Signer {

  /** Empty when the cluster has no key of its own. */
  static Optional<LocalSigner> of(Cluster cluster, Instant now) {
    SigningRoot root = SigningRoot.of(cluster.getRootCa());
    return root.hasKey() ? Optional.of(new LocalSigner(cluster, root, root.authority(now))) : Optional.empty();
  }

  @Override
  public Optional<LocalSigner> following(Cluster changed) {
    boolean same = SigningRoot.of(changed.getRootCa()).equals(root) && ExternalSigner.urls(changed).isEmpty();
    return same ? Optional.of(new LocalSigner(changed, root, authority)) : Optional.empty();
  }

  /** The node's certificate record once it is answered: issued, or failed with the reason. */
  Certificate answer(Node node, Instant now) {
    Certificate asked = node.getCertificate();
    try {
      return CertificateRecord.issued(asked, authority.issue(CertificateRequest.parse(asked.getCsr().toByteArray()),
          CertificateRecord.subject(node, cluster.getId()), expiry(), now));
    } catch (IdentityException refused) {
      return CertificateRecord.failed(asked, refused);
    }
  }

  private Duration expiry() {
    var configured = cluster.getSpec().getCaConfig().getNodeCertExpiry();
    return Duration.ofSeconds(configured.getSeconds(), configured.getNanos());
  }
}
