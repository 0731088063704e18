package io.swarmd.ca.issuance;

import com.google.protobuf.ByteString;
import io.swarmd.api.Certificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec;
import io.swarmd.ca.SigningRoot;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.NodeSubject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Signs with the key the cluster object holds: its root's, or the next root's while that is rotated. How long
 * certificates last is read from the cluster at each signing, so that a change takes effect with the next certificate
 * (identity sheet, 6.5).
 */
record CertificateSigner(Cluster cluster, SigningRoot root, CertificateAuthority authority) {

  /**
   * The signer of a cluster; empty when the cluster has no key of its own.
   *
   * @throws IdentityException when its root or key cannot be used
   */
  static Optional<CertificateSigner> of(Cluster cluster, Instant now) {
    SigningRoot root = SigningRoot.of(cluster.getRootCa());
    return root.hasKey() ? Optional.of(new CertificateSigner(cluster, root, root.authority(now))) : Optional.empty();
  }

  /** The same signer after a change of the cluster that left root and key alone. */
  Optional<CertificateSigner> following(Cluster changed) {
    return SigningRoot.of(changed.getRootCa()).equals(root)
        ? Optional.of(new CertificateSigner(changed, root, authority)) : Optional.empty();
  }

  /** Whether the node waits for a signature: a renewal always, a new node once it is accepted. */
  static boolean isDue(Node node) {
    return switch (node.getCertificate().getStatus().getState()) {
      case RENEW -> true;
      case PENDING -> node.getSpec().getMembership() == NodeSpec.Membership.ACCEPTED;
      case UNKNOWN, ISSUED, FAILED, ROTATE, UNRECOGNIZED -> false;
    };
  }

  /** The node's certificate record once it is answered: issued, or failed with the reason. */
  Certificate answer(Node node, Instant now) {
    Certificate asked = node.getCertificate();
    try {
      byte[] chain = authority.issue(CertificateRequest.parse(asked.getCsr().toByteArray()),
          new NodeSubject(node.getId(), Role.of(asked.getRole()), cluster.getId()), expiry(), now);
      return asked.toBuilder()
          .setCertificate(ByteString.copyFrom(chain))
          .setStatus(IssuanceStatus.newBuilder().setState(IssuanceStatus.State.ISSUED))
          .build();
    } catch (IdentityException refused) {
      return asked.toBuilder()
          .setStatus(IssuanceStatus.newBuilder().setState(IssuanceStatus.State.FAILED).setErr(refused.getMessage()))
          .build();
    }
  }

  private Duration expiry() {
    var configured = cluster.getSpec().getCaConfig().getNodeCertExpiry();
    return Duration.ofSeconds(configured.getSeconds(), configured.getNanos());
  }
}
